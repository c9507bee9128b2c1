package io.toolstream.transport.queue;

import io.toolstream.transport.Cluster;
import io.toolstream.transport.Deadline;
import io.toolstream.transport.log.LogWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The execution slots of one process on a work queue, each with a consumer and a thread of its own.
///
/// A share consumer that holds an unfinished record receives nothing else, so a slot needs a whole one.
/// When the process dies, its disconnect frees the records at once.
public final class Lanes implements AutoCloseable {
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(20);

    private final CountDownLatch stopping;
    private final List<Thread> threads;
    private final QueueCounts counts;
    private final Duration drain;

    private Lanes(CountDownLatch stopping, List<Thread> threads, QueueCounts counts, Duration drain) {
        this.stopping = stopping;
        this.threads = threads;
        this.counts = counts;
        this.drain = drain;
    }

    /// Starts `number` lanes.
    ///
    /// @param replies sends what the handler returns; the caller's, to be closed after the lanes
    /// @throws IllegalArgumentException if `number` is not between 1 and 1000, the most members a share
    ///     group has
    public static Lanes start(
            Cluster cluster, QueueSettings settings, int number, DeliveryHandler handler, LogWriter replies) {
        if (number < 1 || number > 1000) {
            throw new IllegalArgumentException("a queue takes 1 to 1000 lanes, got " + number);
        }
        var stopping = new CountDownLatch(1);
        var counts = new QueueCounts();
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < number; index++) {
            String name = settings.member() + "-lane-" + index;
            var lane = new Lane(cluster, settings, handler, replies, counts, stopping, name);
            threads.add(Thread.ofPlatform().daemon().name(name).start(lane));
        }
        return new Lanes(stopping, List.copyOf(threads), counts, settings.drain());
    }

    /// What the lanes have done; stays readable after the end.
    public QueueCounts counts() {
        return counts;
    }

    /// Takes no more, waits for what is in work, then interrupts it: its records go back to the queue.
    @Override
    public void close() {
        stopping.countDown();
        try {
            join(Deadline.in(drain));
            threads.forEach(Thread::interrupt);
            join(Deadline.in(AFTER_INTERRUPT));
        } catch (InterruptedException _) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    private void join(Deadline deadline) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(deadline.left().plusMillis(1));
        }
    }
}
