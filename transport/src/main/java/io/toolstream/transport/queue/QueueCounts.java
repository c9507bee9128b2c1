package io.toolstream.transport.queue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What a process's lanes have done since it started.
public final class QueueCounts {
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong released = new AtomicLong();
    private final AtomicLong locksLost = new AtomicLong();
    private final AtomicInteger lanesLost = new AtomicInteger();

    QueueCounts() {}

    /// Lanes with a record in hand.
    public int busyLanes() {
        return busy.get();
    }

    /// Records that were finished.
    public long acceptedRecords() {
        return accepted.get();
    }

    /// Records that were given back: their handler failed, or their reply could not be sent, or the lanes
    /// closed.
    public long releasedRecords() {
        return released.get();
    }

    /// Acknowledgements that the broker refused because the lock had ended.
    public long refusedAcknowledgements() {
        return locksLost.get();
    }

    /// Lanes that gave up. A process with one is not healthy.
    public int lostLanes() {
        return lanesLost.get();
    }

    void begun() {
        busy.incrementAndGet();
    }

    void ended() {
        busy.decrementAndGet();
    }

    void accepted() {
        accepted.incrementAndGet();
    }

    void released() {
        released.incrementAndGet();
    }

    void lockLost() {
        locksLost.incrementAndGet();
    }

    void laneLost() {
        lanesLost.incrementAndGet();
    }
}
