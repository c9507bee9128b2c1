package io.toolstream.transport;

import java.time.Duration;

/// A point on this process's monotonic clock after which waiting ends.
public final class Deadline {
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /// The point `duration` from now.
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /// What is left, never negative.
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /// What is left, but at most `most`.
    public Duration leftUpTo(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }

    /// Whether nothing is left.
    public boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }
}
