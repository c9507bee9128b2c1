package io.toolstream.sandbox.worker;

import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.queue.Lanes;
import io.toolstream.transport.queue.QueueCounts;
import io.toolstream.transport.queue.QueueSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The program that runs model-written Python: takes code requests in lanes, answers them, and only then accepts
/// them. Killed at any point it leaves its requests to others, so an answer may come twice and never not at all. It
/// writes
/// results and nothing else: the schema of what it writes is published by `topics apply`.
public final class SandboxWorker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration WATCH = Duration.ofSeconds(1);

    private final SandboxWorkerSettings settings;
    private final Sandbox sandbox;
    private final Codecs codecs;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final RequestCounts counts = new RequestCounts();
    private volatile boolean serving;
    private volatile @Nullable QueueCounts queue;

    /// A worker that has not started.
    ///
    /// @param sandbox the caller's, to be closed after [#run()] has returned
    public SandboxWorker(SandboxWorkerSettings settings, Sandbox sandbox, Codecs codecs, InstantSource clock) {
        this.settings = settings;
        this.sandbox = sandbox;
        this.codecs = codecs;
        this.clock = clock;
    }

    /// Serves until [#close()], then finishes what is in progress.
    ///
    /// @throws IllegalStateException if a lane gave up
    /// @throws LogUnavailableException if the cluster does not answer at the start
    public void run() throws InterruptedException {
        try (LogWriter replies = LogWriter.open(settings.cluster(), PATIENCE)) {
            try (Lanes lanes = lanes(replies)) {
                queue = lanes.counts();
                serving = true;
                watch(lanes);
            } finally {
                serving = false;
            }
        }
    }

    /// Whether its lanes are open and its sandbox can run programs. Without the latter it takes no requests.
    public boolean ready() {
        return serving && sandbox.available();
    }

    /// What became of its deliveries.
    public RequestCounts counts() {
        return counts;
    }

    /// What its lanes have done; absent until they are open.
    public Optional<QueueCounts> queue() {
        return Optional.ofNullable(queue);
    }

    /// Lets [#run()] return.
    @Override
    public void close() {
        stop.countDown();
    }

    private Lanes lanes(LogWriter replies) {
        QueueSettings queue = new QueueSettings(
                Topics.CODE_REQUESTS.in(settings.names()),
                Topics.CODE_REQUESTS.groupIn(settings.names()),
                settings.worker(),
                settings.drain());
        return Lanes.start(
                settings.cluster(),
                queue,
                settings.lanes(),
                new CodeRequests(settings, sandbox, codecs, counts, clock),
                replies);
    }

    private void watch(Lanes lanes) throws InterruptedException {
        while (!stop.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
            int lost = lanes.counts().lostLanes();
            if (lost > 0) {
                throw new IllegalStateException(
                        "%s lost %d of %d lanes; see the log for the cluster's refusals, and start it again"
                                .formatted(settings.worker(), lost, settings.lanes()));
            }
        }
    }
}
