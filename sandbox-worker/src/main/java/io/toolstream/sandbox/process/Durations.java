package io.toolstream.sandbox.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// A distribution of durations in buckets an eighth of a doubling wide, from a microsecond to an hour. Safe for use
/// by several threads; a reading beside writes may lack the last of them.
public final class Durations {
    private static final int PER_DOUBLING = 8;
    private static final int BUCKETS = 32 * PER_DOUBLING;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final LongAdder nanos = new LongAdder();

    /// Counts one.
    public void add(Duration duration) {
        long value = duration.toNanos();
        nanos.add(value);
        counts.incrementAndGet(bucket(value));
    }

    private static int bucket(long nanos) {
        double doublings = Math.log(Math.max(1.0, nanos / 1e3)) / Math.log(2);
        return Math.min(BUCKETS - 1, (int) (doublings * PER_DOUBLING));
    }

    /// How many were counted.
    public long count() {
        long sum = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            sum += counts.get(bucket);
        }
        return sum;
    }

    /// Their sum.
    public Duration sum() {
        return Duration.ofNanos(nanos.sum());
    }

    /// The upper end of the bucket that holds the quantile, at most 9 % above it; zero if nothing was counted.
    ///
    /// @param share from 0 to 1
    public Duration quantile(double share) {
        long rank = (long) Math.ceil(share * count());
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts.get(bucket);
            if (seen >= rank && seen > 0) {
                return Duration.ofNanos(Math.round(1e3 * Math.pow(2, (bucket + 1.0) / PER_DOUBLING)));
            }
        }
        return Duration.ZERO;
    }
}
