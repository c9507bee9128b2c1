package io.toolstream.app.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A process whose standard input this one holds open, so that it ends with this one in whatever manner,
/// and that says
/// `READY ADDRESS` on standard output when it serves. What it has to tell people goes to its log.
final class ChildProcess {
    private static final String READY = "READY ";

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> address = new CompletableFuture<>();

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// Starts `command`; returns at once.
    ///
    /// @param name in messages
    /// @param environment added to this process's own, but for the variables that set keys
    /// @param log to which its standard error is appended
    static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(ProgramSettings::setBy);
        builder.environment().putAll(environment);
        try {
            ChildProcess child = new ChildProcess(name, builder.start(), log);
            // Reading a pipe holds a virtual thread's carrier: a few children would starve all others.
            Thread.ofPlatform().daemon().name(name + "-output").start(child::read);
            return child;
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " cannot be started: " + failure.getMessage(), failure);
        }
    }

    /// The address it serves at.
    ///
    /// @throws ClusterFailedException if it ends, or is not ready within `patience`; the message names its
    ///     log
    String awaitReady(Duration patience) throws InterruptedException {
        try {
            return address.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException ended) {
            Throwable cause = Objects.requireNonNullElse(ended.getCause(), ended);
            throw new ClusterFailedException(String.valueOf(cause.getMessage()), ended);
        } catch (TimeoutException late) {
            throw new ClusterFailedException(
                    "%s does not serve after %d s; see %s".formatted(name, patience.toSeconds(), log), late);
        }
    }

    /// The address, once it has said it.
    Optional<String> address() {
        return address.isDone() && !address.isCompletedExceptionally() ? Optional.of(address.join()) : Optional.empty();
    }

    Process process() {
        return process;
    }

    Path log() {
        return log;
    }

    /// Ends it by closing its standard input, and by force if it takes longer than `patience`.
    ///
    /// @return whether it ended by itself
    boolean end(Duration patience) throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the input of " + name + " cannot be closed", failure);
        }
        if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return true;
        }
        kill();
        return false;
    }

    /// Ends it by force, as `kill -9` does, with the processes below it.
    void kill() throws InterruptedException {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly().waitFor();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(READY)) {
                    address.complete(line.substring(READY.length()).strip());
                }
            }
            int code = process.waitFor();
            address.completeExceptionally(new ClusterFailedException(
                    "%s ended with exit code %d before it served%s".formatted(name, code, LogTail.lastWords(log))));
        } catch (IOException failure) {
            address.completeExceptionally(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            address.completeExceptionally(interrupted);
        }
    }
}
