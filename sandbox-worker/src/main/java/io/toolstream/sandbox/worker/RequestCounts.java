package io.toolstream.sandbox.worker;

import io.toolstream.sandbox.process.Durations;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// What became of a worker's deliveries. Safe for use by several threads.
public final class RequestCounts {
    private final Durations waits = new Durations();
    private final LongAdder expired = new LongAdder();
    private final LongAdder poisonous = new LongAdder();
    private final LongAdder undecodable = new LongAdder();

    RequestCounts() {}

    void waited(Duration queued) {
        waits.add(queued);
    }

    void expired() {
        expired.increment();
    }

    void poisonous() {
        poisonous.increment();
    }

    void undecodable() {
        undecodable.increment();
    }

    /// From a request's arrival in the log to a lane, by the clocks of two machines.
    public Durations waits() {
        return waits;
    }

    /// Requests for which nobody waited any more.
    public long expiredRequests() {
        return expired.sum();
    }

    /// Requests answered as poison: they were delivered too often and never answered.
    public long poisonousRequests() {
        return poisonous.sum();
    }

    /// Records that are no requests, dropped.
    public long undecodableRecords() {
        return undecodable.sum();
    }
}
