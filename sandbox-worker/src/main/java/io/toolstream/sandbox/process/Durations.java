package io.toolstream.sandbox.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Durations: how many there were and their sum, and of the last five minutes their distribution, in buckets an eighth
/// of a doubling wide, from a microsecond to an hour. Safe for use by several threads; a reading beside writes may
/// lack the last of them.
public final class Durations {
    private static final int PER_DOUBLING = 8;
    private static final int BUCKETS = 32 * PER_DOUBLING;
    private static final int SLICES = 10;
    private static final Duration SLICE = Duration.ofSeconds(30);

    private final LongSupplier clock;
    private final long born;
    private final LongAdder number = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final AtomicReferenceArray<@Nullable Slice> recent = new AtomicReferenceArray<>(SLICES);

    /// What was counted in one slice of time, by bucket.
    private record Slice(long at, AtomicLongArray counts) {}

    /// None yet.
    public Durations() {
        this(System::nanoTime);
    }

    /// @param clock in nanoseconds, never backwards
    Durations(LongSupplier clock) {
        this.clock = clock;
        this.born = clock.getAsLong();
    }

    /// Counts one.
    public void add(Duration duration) {
        long value = duration.toNanos();
        number.increment();
        nanos.add(value);
        slice(now()).counts.incrementAndGet(bucket(value));
    }

    private long now() {
        return (clock.getAsLong() - born) / SLICE.toNanos();
    }

    private Slice slice(long at) {
        int place = (int) (at % SLICES);
        while (true) {
            Slice there = recent.get(place);
            if (there != null && there.at >= at) {
                return there;
            }
            Slice next = new Slice(at, new AtomicLongArray(BUCKETS));
            if (recent.compareAndSet(place, there, next)) {
                return next;
            }
        }
    }

    private static int bucket(long nanos) {
        double doublings = Math.log(Math.max(1.0, nanos / 1e3)) / Math.log(2);
        return Math.min(BUCKETS - 1, (int) (doublings * PER_DOUBLING));
    }

    /// How many were counted.
    public long count() {
        return number.sum();
    }

    /// Their sum.
    public Duration sum() {
        return Duration.ofNanos(nanos.sum());
    }

    /// A quantile of the last five minutes: the upper end of the bucket that holds it, at most 9 % above it; zero if
    /// nothing was counted in that time.
    ///
    /// @param share from 0 to 1
    public Duration quantile(double share) {
        long[] counts = counts();
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long rank = (long) Math.ceil(share * all);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return Duration.ofNanos(Math.round(1e3 * Math.pow(2, (bucket + 1.0) / PER_DOUBLING)));
            }
        }
        return Duration.ZERO;
    }

    private long[] counts() {
        long[] counts = new long[BUCKETS];
        long oldest = now() - SLICES + 1;
        for (int place = 0; place < SLICES; place++) {
            Slice slice = recent.get(place);
            if (slice != null && slice.at >= oldest) {
                for (int bucket = 0; bucket < BUCKETS; bucket++) {
                    counts[bucket] += slice.counts.get(bucket);
                }
            }
        }
        return counts;
    }
}
