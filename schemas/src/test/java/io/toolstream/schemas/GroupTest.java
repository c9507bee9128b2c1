package io.toolstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTest {
    @Test
    void anOutcomeFitsTheNumberOfMembers() {
        assertThat(group(Outcome.TRAINABLE, List.of(Examples.member(0, 1), Examples.member(1, -1)))
                        .oldestVersion())
                .hasValue(3);
        refused(Outcome.TRAINABLE, List.of(Examples.member(0, 1)), "group 7 is TRAINABLE with 1 of 2");
        refused(Outcome.PARTIAL, List.of(), "group 7 is PARTIAL with 0 of 2");
        refused(Outcome.FAILED, List.of(Examples.member(0, 1)), "group 7 is FAILED with 1 of 2");
    }

    @Test
    void noSignalMeansEqualRewards() {
        group(Outcome.NO_SIGNAL, List.of(Examples.member(0, 1), Examples.member(1, 1)));
        refused(
                Outcome.NO_SIGNAL,
                List.of(Examples.member(0, 1), Examples.member(1, -1)),
                "group 7 is NO_SIGNAL but its rewards differ");
    }

    @Test
    void aSampleStandsInAGroupOnce() {
        refused(
                Outcome.TRAINABLE,
                List.of(Examples.member(1, 1), Examples.member(1, -1)),
                "must ascend from 0 without repetition");
        refused(
                Outcome.TRAINABLE,
                List.of(Examples.member(0, 1), Examples.member(2, -1)),
                "group 7 of 2 samples has sample 2");
    }

    @Test
    void aReferenceAnswerNeverShowsInALogLine() {
        assertThat(Examples.answer()).hasToString("Answer[problemId=gsm-17, answer=withheld]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeadLetter(
                        "gsm.answers", 0, 0, "trajectories", "cut short", null, Bytes.of((byte) 1), Examples.NOON))
                .withMessageContaining("reference answers stay on their topic");
    }

    private static TrajectoryGroup group(Outcome outcome, List<GroupMember> members) {
        return new TrajectoryGroup(Examples.RUN, 7, Examples.PROBLEM, outcome, 2, members, "because", Examples.NOON);
    }

    private static void refused(Outcome outcome, List<GroupMember> members, String because) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> group(outcome, members))
                .withMessageContaining(because);
    }
}
