package io.toolstream.app.chaos;

import java.nio.file.Path;
import java.time.Duration;

/// What chaos does.
///
/// @param faults         processes to kill
/// @param seed           of what is killed and when, and of the problems
/// @param model          folder of the cold start
/// @param problems       to train on
/// @param calm           the longest pause between a recovery and the next kill
/// @param patience       the longest time from a kill until training goes on that is borne
/// @param requestTimeout of the run; nothing is open longer than this after the end
public record ChaosSettings(
        int faults, long seed, Path model, int problems, Duration calm, Duration patience, Duration requestTimeout) {
    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one is too small
    public ChaosSettings {
        if (faults < 1 || problems < 1 || !calm.isPositive() || !patience.isPositive()) {
            throw new IllegalArgumentException("faults %d, problems %d, calm %s, patience %s; all must be positive"
                    .formatted(faults, problems, calm, patience));
        }
    }
}
