package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.transport.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The supervisors that a sandbox has one after another: when one has ended the next is started, whether or not
/// somebody asks for it, after a pause that doubles as long as they end soon or do not start.
final class Lives implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lives.class);
    private static final Duration LONG_LIFE = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final SandboxSettings settings;
    private final Path main;
    private final SandboxMetrics metrics;
    private final Thread keeper =
            Thread.ofPlatform().daemon().name("sandbox-lives").unstarted(this::keep);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Supervisor current;
    private volatile @Nullable SandboxUnavailableException failure;
    private volatile boolean closed;

    /// Starts of which the outcome is known; guarded by the lock.
    private long outcomes;

    /// Starts the first.
    ///
    /// @throws SandboxUnavailableException if it cannot be started, or lacks a layer
    Lives(SandboxSettings settings, Path main, SandboxMetrics metrics) throws InterruptedException {
        this.settings = settings;
        this.main = main;
        this.metrics = metrics;
        this.current =
                Supervisor.start(settings, main, Deadline.in(settings.patience().start()));
        this.keeper.start();
    }

    /// The living one. Where it has just ended, the outcome of the next start is waited for.
    ///
    /// @throws SandboxUnavailableException if it cannot be started, or the sandbox was closed
    Supervisor current() throws InterruptedException {
        Supervisor living = current;
        return living.alive() && !closed ? living : next();
    }

    /// Whether one lives, or has only just ended: false from a start that failed until one that did not.
    boolean available() {
        return !closed && failure == null;
    }

    /// The layers that the last supervisor found; none while no other can be started.
    List<String> layers() {
        return available() ? current.layers() : List.of();
    }

    private Supervisor next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long known = outcomes;
            while (!closed && !current.alive() && outcomes == known) {
                changed.await();
            }
            if (closed) {
                throw new SandboxUnavailableException("the sandbox has been closed; open another");
            }
            if (current.alive()) {
                return current;
            }
            SandboxUnavailableException reason = failure;
            if (reason == null) {
                throw new SandboxUnavailableException(
                        "the sandbox supervisor ended as soon as it had started; ask again");
            }
            throw new SandboxUnavailableException(String.valueOf(reason.getMessage()), reason);
        } finally {
            lock.unlock();
        }
    }

    /// Follows one life after another, on a thread of its own.
    private void keep() {
        Backoff backoff = Backoff.of(settings.patience());
        try {
            while (!closed) {
                long born = System.nanoTime();
                current.awaitEnd();
                current.close();
                boolean lived = System.nanoTime() - born > LONG_LIFE.toNanos();
                backoff = lived ? backoff.over() : backoff.again();
                while (!closed && !started(backoff)) {
                    backoff = backoff.again();
                }
            }
        } catch (InterruptedException closing) {
            LOG.trace("the sandbox was closed while it started a supervisor", closing);
        }
    }

    /// Starts the next after a pause; whether it lives.
    private boolean started(Backoff backoff) throws InterruptedException {
        pause(backoff.pause());
        Supervisor next = null;
        SandboxUnavailableException refusal = null;
        try {
            next = Supervisor.start(settings, main, Deadline.in(Duration.ZERO));
        } catch (SandboxUnavailableException refused) {
            refusal = refused;
            LOG.atWarn().addKeyValue("reason", refused.getMessage()).log("the sandbox could not be started again");
        }
        lock.lockInterruptibly();
        try {
            if (next != null) {
                current = next;
                metrics.restarted();
            }
            failure = refusal;
            outcomes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return next != null;
    }

    private void pause(Duration pause) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pause.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        current.close();
        keeper.interrupt();
        try {
            keeper.join(FAREWELL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        // The one that was being started when this began.
        current.close();
    }
}
