package io.toolstream.sandbox.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.transport.Deadline;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One life of the supervisor, a child process or a connection to one that listens. What is asked of it is
/// answered, or fails when it ends.
final class Supervisor implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FRAME_BYTES_MAX = 64 << 20;
    private static final int STREAM_BYTES = 1 << 16;
    private static final int EXIT_BELOW_MINIMUM = 78;
    private static final int END_SECONDS = 5;
    private static final int LOOK_EACH = 100;

    private final @Nullable Process process;
    private final @Nullable SocketChannel channel;
    private final DataInputStream answers;
    private final DataOutputStream requests;
    private final Map<Long, CompletableFuture<Wire.Answer>> asked = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> hello = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);

    private Supervisor(
            @Nullable Process process,
            @Nullable SocketChannel channel,
            DataInputStream answers,
            DataOutputStream requests) {
        this.process = process;
        this.channel = channel;
        this.answers = answers;
        this.requests = requests;
        Thread.ofPlatform().daemon().name("sandbox-answers").start(this::listen);
    }

    /// Starts the process with nothing of our environment, or connects to it, and waits until it is ready.
    ///
    /// @param main the supervisor's source
    /// @param listening by when one that listens has to: a container beside us starts at its own pace
    /// @throws SandboxUnavailableException if it cannot be started, is not ready in time, or lacks a layer
    static Supervisor start(SandboxSettings settings, Path main, Deadline listening) throws InterruptedException {
        Path socket = settings.socket();
        Supervisor supervisor = socket == null ? child(settings, main) : connected(socket, listening);
        try {
            supervisor.send(JSON.writeValueAsBytes(Wire.settings(settings)));
            supervisor.awaitReady(settings);
            return supervisor;
        } catch (InterruptedException closing) {
            supervisor.close();
            throw closing;
        } catch (IOException gone) {
            supervisor.close();
            throw new SandboxUnavailableException(
                    "the sandbox supervisor ended before it read its settings; see its messages above", gone);
        }
    }

    private static Supervisor child(SandboxSettings settings, Path main) {
        ProcessBuilder command =
                new ProcessBuilder(List.of(settings.python().toString(), "-s", "-P", "-B", main.toString()));
        command.environment().clear();
        command.environment()
                .putAll(Map.of(
                        "PATH", "/usr/bin:/bin",
                        "LANG", "C.UTF-8",
                        "PYTHONHASHSEED", "0",
                        "MALLOC_ARENA_MAX", "2",
                        "OPENBLAS_NUM_THREADS", "1",
                        "OMP_NUM_THREADS", "1",
                        "LD_BIND_NOW", "1",
                        "SYMPY_CACHE_SIZE", "10000"));
        command.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = command.start();
            return new Supervisor(
                    process,
                    null,
                    new DataInputStream(process.getInputStream()),
                    new DataOutputStream(process.getOutputStream()));
        } catch (IOException refused) {
            throw new SandboxUnavailableException(
                    settings.python() + " cannot be started; install Python 3 or name another interpreter", refused);
        }
    }

    private static Supervisor connected(Path socket, Deadline listening) throws InterruptedException {
        while (true) {
            try {
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                return new Supervisor(
                        null,
                        channel,
                        new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), STREAM_BYTES)),
                        new DataOutputStream(
                                new BufferedOutputStream(Channels.newOutputStream(channel), STREAM_BYTES)));
            } catch (IOException refused) {
                if (listening.passed()) {
                    throw new SandboxUnavailableException(
                            "no supervisor listens at " + socket + "; start its container", refused);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EACH);
            }
        }
    }

    private void awaitReady(SandboxSettings settings) throws InterruptedException {
        try {
            JsonNode said = hello.get(settings.patience().start().toMillis(), TimeUnit.MILLISECONDS);
            if (said.has("failed")) {
                close();
                throw new SandboxUnavailableException(
                        "the sandbox cannot start: " + said.path("failed").asText());
            }
            if (!said.path("missing").isEmpty()) {
                close();
                throw new SandboxUnavailableException(
                        "this machine cannot isolate programs as required (exit %d): missing %s, present %s, got through %s; allow user namespaces or Landlock, or lower the minimum"
                                .formatted(
                                        EXIT_BELOW_MINIMUM,
                                        said.path("missing"),
                                        said.path("layers"),
                                        said.path("broken")));
            }
        } catch (ExecutionException | TimeoutException late) {
            close();
            throw new SandboxUnavailableException(
                    "the sandbox supervisor was not ready within "
                            + settings.patience().start() + "; see its messages above",
                    late);
        }
    }

    /// The layers that hold.
    List<String> layers() {
        return names("layers");
    }

    /// The templates there are, by number.
    List<String> templates() {
        return names("templates");
    }

    /// Versions of the interpreter and its packages, by name.
    Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        hello.join()
                .path("versions")
                .properties()
                .forEach(one -> versions.put(one.getKey(), one.getValue().asText()));
        return versions;
    }

    /// Why there are no namespaces, or nothing.
    String withoutNamespaces() {
        return hello.join().path("withoutNamespaces").asText("");
    }

    private List<String> names(String field) {
        return hello.join().path(field).valueStream().map(JsonNode::asText).toList();
    }

    boolean alive() {
        return end.getCount() > 0;
    }

    /// Returns when it lives no more.
    void awaitEnd() throws InterruptedException {
        end.await();
    }

    /// The process id of a child, or -1.
    long pid() {
        return process == null ? -1 : process.pid();
    }

    /// Sends `request`; the future fails when the supervisor ends first. One that does not answer within `longest` is
    /// killed, and the future fails with a `TimeoutException`.
    CompletableFuture<Wire.Answer> ask(long id, byte[] request, Duration longest) {
        CompletableFuture<Wire.Answer> answer = new CompletableFuture<>();
        // Time runs before the writing: a supervisor that reads nothing blocks that as well, and the callers behind it.
        CompletableFuture<Wire.Answer> told = answer.orTimeout(longest.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, failure) -> {
                    if (failure instanceof TimeoutException) {
                        kill();
                    }
                });
        asked.put(id, answer);
        try {
            send(request);
        } catch (IOException gone) {
            asked.remove(id);
            answer.completeExceptionally(gone);
        }
        if (!alive()) {
            failAll();
        }
        return told;
    }

    /// Has the program of a caller who has gone ended. It is answered all the same. Never waits.
    void cancel(long id) {
        Thread.ofPlatform().daemon().name("sandbox-cancel").start(() -> {
            try {
                send(Wire.cancel(id));
            } catch (IOException _) {
                // It has ended, and the program with it.
            }
        });
    }

    private void send(byte[] body) throws IOException {
        synchronized (requests) {
            requests.writeInt(body.length);
            requests.write(body);
            requests.flush();
        }
    }

    private void listen() {
        try (answers) {
            hello.complete(JSON.readTree(frame()));
            while (true) {
                Wire.Answer answer = Wire.answer(frame());
                CompletableFuture<Wire.Answer> waiting = asked.remove(answer.id());
                if (waiting != null) {
                    waiting.complete(answer);
                }
            }
        } catch (IOException | RuntimeException over) {
            hello.completeExceptionally(over);
            if (process != null) {
                process.destroyForcibly();
            }
        } finally {
            end.countDown();
            failAll();
        }
    }

    private byte[] frame() throws IOException {
        int length = answers.readInt();
        if (length < 0 || length > FRAME_BYTES_MAX) {
            throw new IOException("the supervisor sent a frame of " + length + " bytes");
        }
        byte[] body = answers.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the supervisor ended within a frame");
        }
        return body;
    }

    private void failAll() {
        asked.keySet().forEach(id -> {
            CompletableFuture<Wire.Answer> waiting = asked.remove(id);
            if (waiting != null) {
                waiting.completeExceptionally(new EOFException("the sandbox supervisor ended"));
            }
        });
    }

    /// Ends the supervisor, whatever it does: who is stuck in writing to it fails. Never waits, for the thread that
    /// tells the time serves the whole process.
    private void kill() {
        end.countDown();
        Thread.ofPlatform().daemon().name("sandbox-kill").start(this::cut);
    }

    private void cut() {
        if (process != null) {
            process.destroyForcibly();
        }
        disconnect();
        failAll();
    }

    private void disconnect() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // It has ended already, which is what closing is for.
        }
    }

    private void hangUp() {
        try {
            requests.close();
        } catch (IOException _) {
            // It has ended already, which is what closing is for.
        }
    }

    /// Ends the supervisor and all that it started.
    @Override
    public void close() {
        disconnect();
        if (process != null) {
            // A thread of its own: closing waits for whoever is stuck in writing to a supervisor that reads nothing.
            Thread.ofPlatform().daemon().name("sandbox-hangup").start(this::hangUp);
            try {
                if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        failAll();
    }
}
