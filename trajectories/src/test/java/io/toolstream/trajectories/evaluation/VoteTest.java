package io.toolstream.trajectories.evaluation;

import static io.toolstream.schemas.Grade.Verdict.CORRECT;
import static io.toolstream.schemas.Grade.Verdict.UNDECIDED;
import static io.toolstream.schemas.Grade.Verdict.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.TrajectoryId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VoteTest {
    private static final GroupMember RIGHT = voter(CORRECT, "1/2");
    private static final GroupMember RIGHT_AS_DECIMAL = voter(CORRECT, "0.5");
    private static final GroupMember TWO = voter(WRONG, "2");
    private static final GroupMember THREE = voter(UNDECIDED, "3");
    private static final GroupMember SILENT = voter(WRONG, null);

    @Test
    void theAnswerWithMostVotesDecides() {
        assertThat(Vote.right(List.of(RIGHT, TWO, RIGHT))).isEqualTo(1);
        assertThat(Vote.right(List.of(TWO, RIGHT, TWO))).isZero();
        assertThat(Vote.right(List.of(TWO, THREE, RIGHT, RIGHT))).isEqualTo(1);
    }

    @Test
    void rightAnswersVoteTogetherHoweverTheyAreWritten() {
        assertThat(Vote.right(List.of(RIGHT, TWO, RIGHT_AS_DECIMAL))).isEqualTo(1);
    }

    @Test
    void aTieIsTheChanceOfADraw() {
        assertThat(Vote.right(List.of(RIGHT, TWO))).isEqualTo(0.5);
        assertThat(Vote.right(List.of(RIGHT, TWO, THREE))).isEqualTo(1.0 / 3);
        assertThat(Vote.right(List.of(TWO, THREE))).isZero();
    }

    @Test
    void whoHasNoAnswerDoesNotVote() {
        assertThat(Vote.right(List.of(SILENT, SILENT, RIGHT))).isEqualTo(1);
        assertThat(Vote.right(List.of(SILENT))).isZero();
        assertThat(Vote.right(List.of())).isZero();
    }

    private static GroupMember voter(Grade.Verdict verdict, @Nullable String answer) {
        return new GroupMember(
                TrajectoryId.of(0, 0, 1, new Incarnation("i")),
                0,
                1,
                0,
                0,
                "0".repeat(64),
                new Grade(verdict, 0, Map.of(), "paper", "1", answer),
                new Counts(1, 1, 0, 0),
                new Finish(Finish.Reason.ANSWERED, false),
                0,
                0);
    }
}
