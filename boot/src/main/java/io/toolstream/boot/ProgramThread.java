package io.toolstream.boot;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread on which the program is built and works. When it ends, the process ends.
@Singleton
final class ProgramThread {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramThread.class);

    /// Of a program that was interrupted or did not end in time.
    private static final int STUCK = 1;

    private final Assembly assembly;
    private final MeterRegistry meters;
    private final Thread thread;
    private @Nullable AssembledProgram program;
    private boolean closing;
    private volatile int exitCode;

    ProgramThread(Assembly assembly, MeterRegistry meters) {
        this.assembly = assembly;
        this.meters = meters;
        this.thread = Thread.ofPlatform().name(assembly.name()).unstarted(this::live);
    }

    void start() {
        thread.start();
    }

    String program() {
        return assembly.name();
    }

    /// The longest that [#end()] takes.
    Duration longestEnd() {
        return assembly.longestEnd();
    }

    boolean alive() {
        return thread.isAlive();
    }

    synchronized boolean ready() {
        return program != null && program.ready().getAsBoolean();
    }

    /// What is to be said of the program in its health; nothing until it was built.
    synchronized Map<String, String> facts() {
        return program == null ? Map.of() : program.facts();
    }

    /// Holds the framework's end, a signal's too, until the program has ended.
    void beforeShutdown(@Observes ShutdownEvent event) {
        end();
    }

    /// Ends the program in good order.
    ///
    /// @return the process's exit code
    int end() {
        close();
        try {
            if (!thread.join(longestEnd())) {
                LOG.error(
                        "{} did not end within {} s",
                        assembly.name(),
                        longestEnd().toSeconds());
                return STUCK;
            }
            return exitCode;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return STUCK;
        }
    }

    private void live() {
        try {
            work();
            LOG.info("{} has ended", assembly.name());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            exitCode = STUCK;
        } catch (Exception | Error failure) {
            exitCode = assembly.exitCode(failure);
            LOG.debug("where {} failed", assembly.name(), failure);
            LOG.error("{} failed: {}", assembly.name(), sentence(failure));
        } finally {
            Quarkus.asyncExit(exitCode);
        }
    }

    private void work() throws InterruptedException, IOException {
        AssembledProgram built = assembly.assemble();
        try {
            if (enter(built)) {
                built.work().run();
            }
        } finally {
            leave();
            built.release().run();
        }
    }

    /// Makes the program known to others, unless it is to end already.
    private synchronized boolean enter(AssembledProgram built) {
        if (closing) {
            return false;
        }
        program = built;
        Gauge.builder("toolstream.ready", this, one -> one.ready() ? 1 : 0).register(meters);
        // The meters hold the readings weakly, the program holds them.
        program.readings().forEach(this::register);
        return true;
    }

    private void register(Reading reading) {
        String name = "toolstream." + reading.name();
        List<Tag> tags = new ArrayList<>();
        reading.labels().forEach((label, is) -> tags.add(Tag.of(label, is)));
        switch (reading) {
            case Reading.Value value ->
                Gauge.builder(name, value, one -> one.value().getAsDouble())
                        .tags(tags)
                        .register(meters);
            case Reading.Count count ->
                FunctionCounter.builder(name, count, one -> one.value().getAsLong())
                        .tags(tags)
                        .register(meters);
            case Reading.Times times ->
                FunctionTimer.builder(
                                name,
                                times,
                                one -> one.count().getAsLong(),
                                one -> one.seconds().getAsDouble(),
                                TimeUnit.SECONDS)
                        .tags(tags)
                        .register(meters);
        }
    }

    private synchronized void leave() {
        program = null;
    }

    private synchronized void close() {
        if (!closing && program != null) {
            program.close().run();
        }
        closing = true;
    }

    /// Where we raise an exception, its message is a sentence for people; elsewhere its type says what the
    /// message
    /// may not.
    private static String sentence(Throwable failure) {
        boolean ours = failure.getClass().getPackageName().startsWith("io.toolstream")
                || failure instanceof IllegalStateException
                || failure instanceof IllegalArgumentException;
        String message = failure.getMessage();
        return ours && message != null ? message : failure.toString();
    }
}
