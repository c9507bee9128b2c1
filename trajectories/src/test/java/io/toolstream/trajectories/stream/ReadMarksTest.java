package io.toolstream.trajectories.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadMarksTest {
    private static final TopicPartition REQUESTS = new TopicPartition("requests", 0);
    private static final TopicPartition PLAYS = new TopicPartition("plays", 0);

    private final List<ReadMarks.Gap> asked = new ArrayList<>();
    private boolean empty;
    private final ReadMarks marks = new ReadMarks(gap -> {
        asked.add(gap);
        return empty;
    });

    @Test
    void whatIsReadToItsEndIsReadUpToNow() {
        assertThat(look(10, 5, 7, 5, 7)).isEqualTo(at(10));
        assertThat(look(11, 5, 8, 5, 7)).isNull();
        assertThat(look(12, 5, 8, 5, 8)).isEqualTo(at(12));
        assertThat(asked).isEmpty();
    }

    @Test
    void underSteadyLoadTheEndsOfAnEarlierLookAreReached() {
        assertThat(look(10, 0, 100, 0, 50)).isNull();
        assertThat(look(11, 0, 200, 0, 99)).isNull();
        assertThat(look(12, 0, 300, 0, 150)).isEqualTo(at(10));
        assertThat(look(13, 0, 400, 0, 299)).isNull();
        assertThat(look(14, 0, 500, 0, 300)).isEqualTo(at(12));
    }

    @Test
    void allInputsMustBeRead() {
        assertThat(look(10, 3, 7, 2, 7)).isNull();
        assertThat(look(11, 4, 9, 3, 7)).isEqualTo(at(10));
    }

    @Test
    void aGapThatStaysAndHoldsNoRecordIsNoneAndIsLookedIntoOnce() {
        empty = true;
        assertThat(look(10, 3, 7, 2, 7)).isNull();
        assertThat(look(11, 3, 7, 2, 7)).isNull();
        assertThat(look(12, 3, 7, 2, 7)).isEqualTo(at(10));
        assertThat(look(13, 3, 7, 2, 7)).isEqualTo(at(12));
        assertThat(asked).containsExactly(new ReadMarks.Gap(REQUESTS, 2, 3));
    }

    @Test
    void aGapThatHoldsARecordHoldsTimeBack() {
        for (int second = 10; second < 20; second++) {
            assertThat(look(second, 3, 7, 2, 7)).isNull();
        }
        assertThat(look(20, 3, 7, 3, 7)).isEqualTo(at(20));
    }

    private @Nullable Instant look(int second, long requestEnd, long playEnd, long requestAt, long playAt) {
        return marks.look(
                at(second), Map.of(REQUESTS, requestEnd, PLAYS, playEnd), Map.of(REQUESTS, requestAt, PLAYS, playAt));
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }
}
