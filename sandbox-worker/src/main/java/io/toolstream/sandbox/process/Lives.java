package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The supervisors that a sandbox has one after another: when one has ended the next is started, after a pause
/// that doubles as long as they end soon.
final class Lives implements AutoCloseable {
    private static final Duration LONG_LIFE = Duration.ofSeconds(30);
    private static final int DOUBLINGS_MAX = 20;

    private final SandboxSettings settings;
    private final Path main;
    private final SandboxMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition closing = lock.newCondition();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Supervisor current;
    private @Nullable Supervisor buried;
    private long born;
    private int shortLives;

    /// Starts the first.
    Lives(SandboxSettings settings, Path main, SandboxMetrics metrics) throws InterruptedException {
        this.settings = settings;
        this.main = main;
        this.metrics = metrics;
        this.current = Supervisor.start(settings, main);
        this.born = System.nanoTime();
    }

    /// The living one, after a pause where need be.
    ///
    /// @throws SandboxUnavailableException if it cannot be started, or the sandbox was closed
    Supervisor current() throws InterruptedException {
        Supervisor living = current;
        return living.alive() && !closed.get() ? living : next();
    }

    private Supervisor next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            requireOpen();
            if (!current.alive() && current != buried) {
                buried = current;
                current.close();
                boolean lived = System.nanoTime() - born > LONG_LIFE.toNanos();
                shortLives = lived ? 0 : Math.min(DOUBLINGS_MAX, shortLives + 1);
            }
            if (!current.alive()) {
                pause();
                requireOpen();
            }
            // Others hold the lock during the pause: one of them may have started it.
            if (!current.alive()) {
                born = System.nanoTime();
                current = Supervisor.start(settings, main);
                metrics.restarted();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new SandboxUnavailableException("the sandbox has been closed; open another");
        }
    }

    private void pause() throws InterruptedException {
        if (shortLives < 2) {
            return;
        }
        long longest = settings.patience().longestBackoff().toNanos();
        long left =
                Math.min(longest, settings.patience().backoff().toNanos() << Math.min(DOUBLINGS_MAX, shortLives - 2));
        while (left > 0 && !closed.get()) {
            left = closing.awaitNanos(left);
        }
    }

    @Override
    public void close() {
        closed.set(true);
        lock.lock();
        try {
            closing.signalAll();
            current.close();
        } finally {
            lock.unlock();
        }
    }
}
