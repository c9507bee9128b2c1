package io.toolstream.learner.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.TrajectoryId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Two groups a step, at most one version behind.
class BacklogTest {
    private static final String HASH = "0".repeat(64);

    @Test
    void withDynamicSamplingOnlyTrainableGroupsFillABatch() {
        Backlog backlog = new Backlog(2, 1);
        backlog.ended(0, group(0, true, 0));
        backlog.ended(1, group(1, false, 0));
        assertThat(backlog.batch()).isEmpty();

        backlog.ended(4, group(2, true, 0));

        Batch batch = backlog.batch().orElseThrow();
        assertThat(batch.groups()).extracting(Batch.Entry::offset).containsExactly(0L, 4L);
        assertThat(batch.cursor()).isEqualTo(5);
        assertThat(backlog.waitingAfter(batch)).isZero();
    }

    @Test
    void withoutItABatchIsSoManyGroupsAndTrainsThoseWithASignal() {
        Backlog backlog = new Backlog(2, 1, false);
        backlog.ended(0, group(0, true, 0));
        backlog.ended(1, group(1, false, 0));
        backlog.ended(2, group(2, true, 0));

        Batch batch = backlog.batch().orElseThrow();
        assertThat(batch.groups()).extracting(Batch.Entry::offset).containsExactly(0L);
        assertThat(batch.cursor()).isEqualTo(2);
        assertThat(backlog.waitingAfter(batch)).isEqualTo(1);

        backlog.stepped(report(1, 1, 2));
        assertThat(backlog.waiting()).isEqualTo(1);
        assertThat(backlog.batch()).isEmpty();
    }

    @Test
    void withoutItABatchMayHaveNothingToTrain() {
        Backlog backlog = new Backlog(2, 1, false);
        backlog.ended(0, group(0, false, 0));
        backlog.ended(1, group(1, false, 0));
        backlog.ended(2, group(2, true, 0));

        Batch batch = backlog.batch().orElseThrow();

        assertThat(batch.groups()).isEmpty();
        assertThat(batch.cursor()).isEqualTo(2);
        assertThat(batch.staleness(0)).isZero();
        backlog.stepped(report(1, 0, 2));
        assertThat(backlog.waiting()).isEqualTo(1);
    }

    @Test
    void whatIsTooOldForTheVersionIsNeverTrained() {
        Backlog backlog = new Backlog(2, 1);
        backlog.ended(0, group(0, true, 0));
        backlog.ended(1, group(1, true, 0));
        backlog.ended(2, group(2, true, 0));
        backlog.stepped(report(1, 1, 2));
        assertThat(backlog.waiting()).isEqualTo(1);

        backlog.stepped(report(2, 2, 2));

        assertThat(backlog.waiting()).isZero();
        backlog.ended(3, group(3, true, 0));
        assertThat(backlog.waiting()).isZero();
        backlog.ended(4, group(4, true, 1));
        assertThat(backlog.waiting()).isEqualTo(1);
    }

    @Test
    void aLogThatGoesBackIsRefused() {
        Backlog backlog = new Backlog(2, 1);
        backlog.ended(5, group(0, true, 0));
        assertThatThrownBy(() -> backlog.ended(5, group(1, true, 0))).isInstanceOf(IllegalStateException.class);
        backlog.stepped(report(2, 2, 6));
        assertThatThrownBy(() -> backlog.stepped(report(1, 1, 6))).isInstanceOf(IllegalStateException.class);
    }

    private static StepReport report(long step, long version, long cursor) {
        Instant now = Instant.EPOCH;
        return new StepReport(
                new RunId("r"), step, version, List.of(), cursor, HASH, HASH, Map.of(), null, null, now, now);
    }

    private static TrajectoryGroup group(long id, boolean signal, long version) {
        List<GroupMember> members = IntStream.range(0, 2)
                .mapToObj(sample -> member(id, sample, signal && sample == 1 ? -1 : 1, version))
                .toList();
        return new TrajectoryGroup(
                new RunId("r"),
                id,
                new ProblemId("p"),
                signal ? Outcome.TRAINABLE : Outcome.NO_SIGNAL,
                2,
                members,
                null,
                Instant.EPOCH);
    }

    private static GroupMember member(long group, int sample, double reward, long version) {
        return new GroupMember(
                new TrajectoryId("g" + group + "-s" + sample),
                sample,
                1,
                0,
                group * 2 + sample,
                HASH,
                new Grade(
                        reward > 0 ? Grade.Verdict.CORRECT : Grade.Verdict.WRONG, reward, Map.of(), "paper", "1", null),
                new Counts(1, 1, 0, 0),
                new Finish(Finish.Reason.ANSWERED, false),
                version,
                version);
    }
}
