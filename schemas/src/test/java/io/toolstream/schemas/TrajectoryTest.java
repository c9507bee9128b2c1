package io.toolstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
    private static final Finish ANSWERED = new Finish(Finish.Reason.ANSWERED, false);

    @Test
    void itsCountsAndVersionsAreThoseOfItsSegments() {
        Trajectory trajectory = Examples.trajectory();
        assertThat(trajectory.counts()).isEqualTo(new Counts(3, 3, 2, 1));
        assertThat(trajectory.oldestVersion()).hasValue(3);
        assertThat(trajectory.newestVersion()).hasValue(4);
        assertThat(Examples.firstThought().versionOf(0)).isEqualTo(3);
        assertThat(Examples.firstThought().versionOf(1)).isEqualTo(4);
    }

    @Test
    void aTrajectoryThatNeverGotATokenIsStillARecord() {
        Trajectory trajectory =
                Examples.trajectory(List.of(Examples.prompt()), List.of(), new Finish(Finish.Reason.ABORTED, true));
        assertThat(trajectory.oldestVersion()).isEmpty();
    }

    @Test
    void lengthsMustBeEqual() {
        refused(() -> new Segment.Prompt("ab", TokenIds.of(1, 2), TextEnds.of(2)), "PROMPT has 2 ids, 1 text ends");
        refused(
                () -> new Segment.Policy(
                        "ab",
                        TokenIds.of(1),
                        TextEnds.of(2),
                        LogProbs.of(-1f, -1f),
                        null,
                        List.of(new VersionSpan(0, 1))),
                "POLICY has 1 ids, 2 log-probabilities");
    }

    @Test
    void textMustAgreeWithItsEndsInBytes() {
        refused(
                () -> new Segment.Prompt("6×7", TokenIds.of(1), TextEnds.of(3)),
                "PROMPT text has 4 UTF-8 bytes, but its last token ends at 3");
        refused(() -> TextEnds.of(2, 1), "text end 1 at token 1 lies before 2");
    }

    @Test
    void versionSpansStartAtZeroAndAscend() {
        refused(() -> thought(List.of(new VersionSpan(1, 3))), "must start at token 0");
        refused(() -> thought(List.of(new VersionSpan(0, 3), new VersionSpan(1, 3))), "ascend");
        refused(() -> thought(List.of(new VersionSpan(0, 3), new VersionSpan(2, 4))), "below 2 ids");
        refused(() -> thought(List.of()), "POLICY has 2 ids but version spans []");
    }

    @Test
    void logProbabilitiesAreFiniteAndNotPositive() {
        refused(() -> LogProbs.of(0.5f), "log-probability 0.5 at token 0");
        refused(() -> LogProbs.of(-1f, Float.NaN), "log-probability NaN at token 1");
        refused(() -> LogProbs.of(Float.NEGATIVE_INFINITY), "-Infinity");
    }

    @Test
    void versionsNeverGoBackFromSegmentToSegment() {
        Segment.Policy older = new Segment.Policy(
                "42",
                TokenIds.of(40),
                TextEnds.of(2),
                LogProbs.of(-1f),
                LogProbs.of(-1f),
                List.of(new VersionSpan(0, 3)));
        refused(
                () -> Examples.trajectory(
                        List.of(Examples.prompt(), Examples.firstThought(), Examples.reply(), older),
                        List.of(),
                        ANSWERED),
                "goes back from version 4 to 3");
    }

    @Test
    void anEvaluationIsWrittenByOneVersion() {
        refused(
                () -> Examples.trajectory(Examples.segments(), List.of(), ANSWERED, Purpose.EVALUATION, Examples.PAPER),
                "is written by versions 3 and 4; it must be one");
    }

    @Test
    void authorsTakeTurnsAfterOnePrompt() {
        refused(() -> Examples.trajectory(List.of(), List.of(), ANSWERED), "has no segment");
        refused(
                () -> Examples.trajectory(List.of(Examples.lastThought()), List.of(), ANSWERED),
                "has a Policy as segment 0");
        refused(
                () -> Examples.trajectory(List.of(Examples.prompt(), Examples.reply()), List.of(), ANSWERED),
                "has a Interpreter as segment 1");
        refused(
                () -> Examples.trajectory(List.of(Examples.prompt(), Examples.prompt()), List.of(), ANSWERED),
                "has a Prompt as segment 1");
    }

    @Test
    void idsLieBelowTheVocabulary() {
        Segment.Prompt outside = new Segment.Prompt("a", TokenIds.of(100), TextEnds.of(1));
        refused(
                () -> Examples.trajectory(List.of(outside), List.of(), ANSWERED),
                "token id 100 outside the vocabulary of 100");
    }

    @Test
    void sampledLogProbabilitiesStandExactlyWhereSamplingModifiesTheDistribution() {
        refused(
                () -> Examples.trajectory(Examples.segments(), List.of(), ANSWERED, Purpose.TRAINING, Examples.RAW),
                "sampled log-probabilities are present");
    }

    @Test
    void whatACallShowsLiesInsideItsInterpreterSegment() {
        refused(
                () -> Examples.trajectory(
                        Examples.segments(), List.of(call(new Call.ByteRange(1, 5), Examples.RESULT)), ANSWERED),
                "shows bytes [1, 5) at turn 0, outside its INTERPRETER segment of 4");
    }

    @Test
    void aSandboxFailureIsNeverShownAndEndsTheTrajectory() {
        ProgramResult failure = ProgramResult.notRun(ProgramStatus.INFRASTRUCTURE, "POISON");
        refused(() -> call(new Call.ByteRange(0, 1), failure), "shows an INFRASTRUCTURE failure to the policy");
        refused(
                () -> Examples.trajectory(Examples.segments(), List.of(call(null, failure)), ANSWERED),
                "goes on after an INFRASTRUCTURE failure at turn 0");
        refused(
                () -> Examples.trajectory(
                        Examples.segments(),
                        List.of(call(null, failure)),
                        new Finish(Finish.Reason.INFRASTRUCTURE, true)),
                "goes on after an INFRASTRUCTURE failure at turn 0");
        Trajectory ended = Examples.trajectory(
                List.of(Examples.prompt(), Examples.firstThought()),
                List.of(call(null, failure)),
                new Finish(Finish.Reason.INFRASTRUCTURE, true));
        assertThat(ended.finish().gradable()).isFalse();
    }

    @Test
    void aCallNeedsThePolicySegmentThatAskedForIt() {
        refused(
                () -> Examples.trajectory(List.of(Examples.prompt()), List.of(call(null, Examples.RESULT)), ANSWERED),
                "out of order or without its POLICY segment");
    }

    @Test
    void wrappedArraysAreCopiedInAndOut() {
        int[] given = {1, 2};
        TokenIds ids = TokenIds.of(given);
        given[0] = 9;
        ids.toArray()[1] = 9;
        assertThat(ids).isEqualTo(TokenIds.of(1, 2));
    }

    private static Segment.Policy thought(List<VersionSpan> versions) {
        return new Segment.Policy("ab", TokenIds.of(1, 2), TextEnds.of(1, 2), LogProbs.of(-1f, -1f), null, versions);
    }

    private static Call call(Call.@Nullable ByteRange shown, ProgramResult result) {
        return new Call(
                0,
                Examples.REQUEST_ID,
                1,
                Examples.PROGRAM,
                "python3",
                result,
                shown,
                Duration.ZERO,
                "sandbox-0",
                "build-1",
                Map.of());
    }

    private static void refused(ThrowingCallable making, String because) {
        assertThatIllegalArgumentException().isThrownBy(making).withMessageContaining(because);
    }
}
