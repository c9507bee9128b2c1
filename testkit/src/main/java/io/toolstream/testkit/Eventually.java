package io.toolstream.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Waits in tests: for a condition, never for a time.
public final class Eventually {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long STEP_MILLIS = 10;

    private Eventually() {}

    /// Something that becomes true.
    public interface Condition {
        /// Whether it is true now.
        boolean holds() throws InterruptedException;
    }

    /// Returns as soon as `condition` holds.
    ///
    /// @param what the condition in words, for the failure
    /// @throws AssertionError if it does not hold within 60 s
    public static void holds(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LONGEST.toSeconds() + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
    }
}
