package io.toolstream.sandbox.process;

import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A supervisor as a container of its own runs it, to be killed and started again.
public final class ListeningSupervisor implements AutoCloseable {
    private final Path main;
    private final Path socket;
    private Process process;

    /// One that listens.
    ///
    /// @param folder empty, for its sources and its socket
    public ListeningSupervisor(Path folder) throws IOException, InterruptedException {
        this.main = SupervisorSources.unpack(folder.resolve("sources"));
        this.socket = folder.resolve("supervisor.sock");
        this.process = started();
    }

    /// Where it listens.
    public Path socket() {
        return socket;
    }

    Process process() {
        return process;
    }

    /// Starts it again, as Kubernetes does.
    public void start() throws IOException, InterruptedException {
        process = started();
    }

    private Process started() throws IOException, InterruptedException {
        Files.deleteIfExists(socket);
        Process started = new ProcessBuilder(
                        Interpreter.path().toString(), "-s", "-P", "-B", main.toString(), socket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Eventually.holds("it listens", () -> Files.exists(socket));
        return started;
    }

    /// Kills it, as the end of its container does: all that it started ends with it.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
