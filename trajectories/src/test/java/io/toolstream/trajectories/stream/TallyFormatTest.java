package io.toolstream.trajectories.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.trajectories.evaluation.EvaluationTally;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyFormatTest {
    private final TallyFormat format =
            new TallyFormat(Codecs.with(SchemaSource.none()).rolloutRequests());
    private final EvaluationTally tally = new EvaluationTally(
            Plays.evaluation(5, 4, new ProblemId("dates-1"), 3),
            "paper/1",
            Map.of("problems", 2.0, "mean", 0.1 + 0.2),
            Instant.parse("2026-01-02T12:00:00.000001Z"));

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(format.decoded(format.encoded(tally))).isEqualTo(tally);
    }

    @Test
    void anotherFormIsRefusedAndADamagedRecordToo() {
        byte[] bytes = format.encoded(tally);
        byte[] other = bytes.clone();
        other[0] = 2;
        assertThatThrownBy(() -> format.decoded(other)).hasMessageContaining("kept in form 2, this program knows 1");
        assertThatThrownBy(() -> format.decoded(Arrays.copyOf(bytes, bytes.length - 1)))
                .hasMessageContaining("cut off");
    }
}
