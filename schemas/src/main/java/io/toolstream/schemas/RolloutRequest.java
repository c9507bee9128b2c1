package io.toolstream.schemas;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// "Play this problem, these samples of it, with this sampling."
///
/// @param seq     dense number within the run and purpose; the group's id
/// @param attempt from 1; a re-issue has one more and asks only for the samples that are missing
/// @param size    samples of the whole group
/// @param samples the samples asked for, of `0 … size-1`
/// @param version the version that must play it: given for an evaluation, absent for training
/// @param evalSet the evaluation set, absent for training
/// @param timeout from `issued`; past it the group ends
public record RolloutRequest(
        RunId runId,
        long seq,
        int attempt,
        Purpose purpose,
        ProblemId problemId,
        String question,
        int size,
        List<Integer> samples,
        Sampling sampling,
        @Nullable Long version,
        @Nullable String evalSet,
        Instant issued,
        Duration timeout) {
    public RolloutRequest {
        Require.atLeast("RolloutRequest.seq", seq, 0);
        Require.atLeast("RolloutRequest.attempt", attempt, 1);
        Require.text("RolloutRequest.question", question);
        Require.atLeast("RolloutRequest.size", size, 1);
        samples = Require.samples("RolloutRequest.samples", samples);
        Require.that(
                !samples.isEmpty() && samples.getLast() < size,
                "RolloutRequest %d asks for samples %s of %d",
                seq,
                samples,
                size);
        boolean evaluation = purpose == Purpose.EVALUATION;
        Require.that(
                (version != null) == evaluation && (evalSet != null) == evaluation,
                "RolloutRequest %d for %s has version %s and evaluation set %s; an evaluation names both, training none",
                seq,
                purpose,
                version,
                evalSet);
        issued = Require.micros(issued);
        Require.that(timeout.isPositive(), "RolloutRequest.timeout is %s; it must be positive", timeout);
    }

    public long groupId() {
        return seq;
    }
}
