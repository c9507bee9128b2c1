package io.toolstream.app.protocol;

import io.toolstream.schemas.RolloutRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// How mutations spoil a re-issue.
final class Reissue {
    private Reissue() {}

    static RolloutRequest mutated(RolloutRequest request, Mutation mutation, Instant now) {
        return switch (mutation) {
            case ISSUES_ALL_SAMPLES_AGAIN ->
                with(request, IntStream.range(0, request.size()).boxed().toList(), request.issued());
            case EXTENDS_DEADLINES -> with(request, request.samples(), now);
            default -> request;
        };
    }

    private static RolloutRequest with(RolloutRequest request, List<Integer> samples, Instant issued) {
        return new RolloutRequest(
                request.runId(),
                request.seq(),
                request.attempt(),
                request.purpose(),
                request.problemId(),
                request.question(),
                request.size(),
                samples,
                request.sampling(),
                request.version(),
                request.evalSet(),
                issued,
                request.timeout());
    }
}
