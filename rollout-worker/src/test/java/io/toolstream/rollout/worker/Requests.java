package io.toolstream.rollout.worker;

import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Requests for two samples, issued at [#ISSUED], to be played within [#TIMEOUT].
final class Requests {
    static final Instant ISSUED = Instant.parse("2026-11-20T10:00:00Z");
    static final Duration TIMEOUT = Duration.ofMinutes(5);

    private Requests() {}

    static RolloutRequest training(long seq) {
        return training(seq, 1);
    }

    static RolloutRequest training(long seq, double temperature) {
        return new RolloutRequest(
                new RunId("run"),
                seq,
                1,
                Purpose.TRAINING,
                new ProblemId("p1"),
                "what?",
                2,
                List.of(0, 1),
                new Sampling(temperature, 1, 0, 3, 100, 2),
                null,
                null,
                ISSUED,
                TIMEOUT);
    }

    static RolloutRequest evaluation(long seq, long version) {
        return new RolloutRequest(
                new RunId("run"),
                seq,
                1,
                Purpose.EVALUATION,
                new ProblemId("p1"),
                "what?",
                2,
                List.of(0, 1),
                new Sampling(1, 1, 0, 3, 100, 2),
                version,
                "held-out",
                ISSUED,
                TIMEOUT);
    }
}
