package io.toolstream.learner.feed;

import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import java.time.Duration;

/// What a run asks for, and how much of it at once.
///
/// @param seed           of the order of problems and of every request's sampling
/// @param samples        of each problem, at most 64
/// @param sampling       of all requests; its seed is replaced for each
/// @param groupsPerStep  groups that one step trains
/// @param maxStaleness   versions that the oldest token of a trained group may be behind
/// @param requestTimeout from the first issue of a request to its end at the latest
/// @param beat           between two beats of a worker
/// @param beatsMissed    beats after which what a worker named counts as lost
/// @param attemptsMax    how often a request is issued at most, the first time included
public record FeedSettings(
        RunId runId,
        long seed,
        int samples,
        Sampling sampling,
        int groupsPerStep,
        int maxStaleness,
        Duration requestTimeout,
        Duration beat,
        int beatsMissed,
        int attemptsMax) {
    /// Checks the ranges.
    public FeedSettings {
        range("samples", samples, 1, SampleSet.LARGEST);
        range("groupsPerStep", groupsPerStep, 1, 1 << 16);
        range("maxStaleness", maxStaleness, 0, 1 << 10);
        range("beatsMissed", beatsMissed, 1, 1_000);
        range("attemptsMax", attemptsMax, 1, 1_000);
        if (!beat.isPositive() || requestTimeout.compareTo(beat.multipliedBy(beatsMissed)) <= 0) {
            throw new IllegalArgumentException("requestTimeout %s must be longer than %d beats of %s"
                    .formatted(requestTimeout, beatsMissed, beat));
        }
    }

    /// Groups that may be out or waiting at once. With the first in, first trained, the last of them is trained by
    /// the step that starts `maxStaleness` versions after its issue.
    public int budget() {
        return (1 + maxStaleness) * groupsPerStep;
    }

    /// How long after the last beat that named a request it counts as lost.
    public Duration silence() {
        return beat.multipliedBy(beatsMissed);
    }

    private static void range(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is %d; it must be %d to %d".formatted(name, value, least, most));
        }
    }
}
