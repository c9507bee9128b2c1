package io.toolstream.sandbox.process;

import java.time.Duration;

/// How long to wait before the next start, as a pure state.
///
/// @param failures in a row: lives that ended soon, and starts that failed
record Backoff(Duration first, Duration longest, int failures) {
    private static final int DOUBLINGS_MAX = 20;

    static Backoff of(SandboxSettings.Patience patience) {
        return new Backoff(patience.backoff(), patience.longestBackoff(), 0);
    }

    /// After another failure.
    Backoff again() {
        return new Backoff(first, longest, Math.min(DOUBLINGS_MAX, failures + 1));
    }

    /// After a long life.
    Backoff over() {
        return new Backoff(first, longest, 0);
    }

    /// Nothing before the first start after a failure: it may well have been the only one.
    Duration pause() {
        if (failures < 2) {
            return Duration.ZERO;
        }
        Duration doubled = first.multipliedBy(1L << (failures - 2));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
