package io.toolstream.app.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One process that is wanted up or down, and started again when it ends unwanted.
final class Supervised {
    /// What is so of it now.
    enum State {
        /// Nobody wants it, or it has ended for good by itself with exit code 0.
        DOWN,
        RUNNING,
        /// It ended unwanted and starts again after a pause.
        RESTARTING,
        /// It ended unwanted and stays down.
        FAILED
    }

    private final String name;
    private final RestartPolicy policy;
    private final Supplier<ChildProcess> launch;
    private final ScheduledExecutorService timer;
    private final Consumer<String> events;
    private State state = State.DOWN;
    private @Nullable ChildProcess child;
    private long since;
    private int inRow;
    private int restarts;

    /// @param launch starts a process
    /// @param timer  runs the starts again; the caller's
    /// @param events hears one line for every unwanted end
    Supervised(
            String name,
            RestartPolicy policy,
            Supplier<ChildProcess> launch,
            ScheduledExecutorService timer,
            Consumer<String> events) {
        this.name = name;
        this.policy = policy;
        this.launch = launch;
        this.timer = timer;
        this.events = events;
    }

    synchronized void start() {
        if (state == State.RUNNING || state == State.RESTARTING) {
            throw new IllegalStateException(name + " runs already");
        }
        inRow = 0;
        launch();
    }

    synchronized State state() {
        return state;
    }

    /// Starts again by itself, counted.
    synchronized int restarts() {
        return restarts;
    }

    /// The process that runs, or ran last.
    synchronized Optional<ChildProcess> child() {
        return Optional.ofNullable(child);
    }

    /// Ends it in good order; it stays down.
    void stop(Duration patience) throws InterruptedException {
        Optional<ChildProcess> running = unwanted();
        if (running.isPresent() && !running.get().end(patience)) {
            events.accept("%s did not end within %d s and was killed".formatted(name, patience.toSeconds()));
        }
    }

    /// Ends it by force; the policy starts it again.
    void kill() throws InterruptedException {
        Optional<ChildProcess> running = child();
        if (running.isPresent()) {
            running.get().kill();
        }
    }

    private synchronized Optional<ChildProcess> unwanted() {
        state = State.DOWN;
        return Optional.ofNullable(child);
    }

    private void launch() {
        ChildProcess started = launch.get();
        child = started;
        state = State.RUNNING;
        since = System.nanoTime();
        var _ = started.process().onExit().thenAccept(_ -> ended(started));
    }

    private synchronized void ended(ChildProcess which) {
        if (which != child || state != State.RUNNING) {
            return;
        }
        int code = which.process().exitValue();
        inRow = policy.inRow(inRow, Duration.ofNanos(System.nanoTime() - since));
        Optional<Duration> pause = policy.pause(code, inRow);
        if (pause.isPresent()) {
            state = State.RESTARTING;
            events.accept("%s ended with exit code %d and starts again in %d ms; its log is %s"
                    .formatted(name, code, pause.get().toMillis(), which.log()));
            var _ = timer.schedule(this::again, pause.get().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            state = code == 0 ? State.DOWN : State.FAILED;
            events.accept(
                    "%s ended with exit code %d and stays down; its log is %s".formatted(name, code, which.log()));
        }
    }

    private synchronized void again() {
        if (state == State.RESTARTING) {
            restarts++;
            try {
                launch();
            } catch (RuntimeException failure) {
                state = State.FAILED;
                events.accept("%s cannot be started again and stays down: %s".formatted(name, failure.getMessage()));
            }
        }
    }
}
