package io.toolstream.app.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// When a process that ended by itself is started again.
///
/// @param first   pause before the first start again; each further one waits twice as long
/// @param longest pause at most
/// @param most    ends in a row after which it stays down
/// @param steady  running this long makes the next end the first in a row again
public record RestartPolicy(Duration first, Duration longest, int most, Duration steady) {
    /// Ends that a start again cannot mend: done, settings refused, diverged, isolation below the minimum.
    private static final Set<Integer> FINAL = Set.of(0, 2, 3, 78);

    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one is negative
    public RestartPolicy {
        if (first.isNegative() || longest.compareTo(first) < 0 || most < 0 || steady.isNegative()) {
            throw new IllegalArgumentException(
                    "restart policy: first %s, longest %s, most %d, steady %s; nothing may be"
                                    .formatted(first, longest, most, steady)
                            + " negative, and longest not below first");
        }
    }

    /// From half a second to ten seconds, five times in a row.
    public static RestartPolicy usual() {
        return new RestartPolicy(Duration.ofMillis(500), Duration.ofSeconds(10), 5, Duration.ofMinutes(1));
    }

    /// Ends in a row, where `before` were counted until now and the process ran for `ran`.
    int inRow(int before, Duration ran) {
        return ran.compareTo(steady) >= 0 ? 1 : before + 1;
    }

    /// The pause before the next start.
    ///
    /// @param inRow ends in a row, this one included
    /// @return empty if it stays down
    Optional<Duration> pause(int exitCode, int inRow) {
        if (FINAL.contains(exitCode) || inRow > most) {
            return Optional.empty();
        }
        Duration pause = first.multipliedBy(1L << Math.min(inRow - 1, 20));
        return Optional.of(pause.compareTo(longest) > 0 ? longest : pause);
    }
}
