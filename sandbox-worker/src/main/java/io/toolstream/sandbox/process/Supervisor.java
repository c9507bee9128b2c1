package io.toolstream.sandbox.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One life of the supervisor process. What is asked of it is answered, or fails when the process ends.
final class Supervisor implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FRAME_BYTES_MAX = 64 << 20;
    private static final int EXIT_BELOW_MINIMUM = 78;
    private static final int END_SECONDS = 5;

    private final Process process;
    private final DataOutputStream requests;
    private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> hello = new CompletableFuture<>();

    private Supervisor(Process process) {
        this.process = process;
        this.requests = new DataOutputStream(process.getOutputStream());
        asked.put("hello", hello);
        Thread.ofVirtual().name("sandbox-answers").start(this::listen);
    }

    /// Starts the process with nothing of our environment and waits until it is ready.
    ///
    /// @throws SandboxUnavailableException if it cannot be started, is not ready in time, or lacks a layer
    static Supervisor start(SandboxSettings settings, Path sources) throws InterruptedException {
        ProcessBuilder command = new ProcessBuilder(List.of(
                settings.python().toString(),
                "-s",
                "-P",
                "-B",
                sources.resolve("supervisor.py").toString(),
                told(settings).toString()));
        command.environment().clear();
        command.environment()
                .putAll(Map.of(
                        "PATH", "/usr/bin:/bin",
                        "LANG", "C.UTF-8",
                        "PYTHONHASHSEED", "0",
                        "PYTHONPATH", sources.toString(),
                        "OPENBLAS_NUM_THREADS", "1",
                        "OMP_NUM_THREADS", "1"));
        command.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Supervisor supervisor = new Supervisor(command.start());
            supervisor.awaitReady(settings);
            return supervisor;
        } catch (IOException refused) {
            throw new SandboxUnavailableException(
                    settings.python() + " cannot be started; install Python 3 or name another interpreter", refused);
        }
    }

    private void awaitReady(SandboxSettings settings) throws InterruptedException {
        try {
            JsonNode said = hello.get(settings.start().toMillis(), TimeUnit.MILLISECONDS);
            if (!said.path("missing").isEmpty()) {
                process.waitFor(END_SECONDS, TimeUnit.SECONDS);
                throw new SandboxUnavailableException("this machine cannot isolate programs as required (exit "
                        + EXIT_BELOW_MINIMUM + "): missing " + said.path("missing") + ", present "
                        + said.path("layers") + "; allow user namespaces or Landlock, or lower the minimum");
            }
        } catch (ExecutionException | TimeoutException late) {
            close();
            throw new SandboxUnavailableException(
                    "the sandbox supervisor was not ready within " + settings.start() + "; see its messages above",
                    late);
        }
    }

    private static ObjectNode told(SandboxSettings settings) {
        ObjectNode told = JSON.createObjectNode();
        told.put("parallel", settings.parallel())
                .put("graceMs", settings.grace().toMillis())
                .put("scratchBytes", settings.scratchBytes())
                .put("scratchFiles", settings.scratchFiles());
        told.set("packages", JSON.valueToTree(settings.packages()));
        told.set("minimum", JSON.valueToTree(settings.minimum()));
        told.set("without", JSON.valueToTree(settings.without()));
        told.set("limits", told(settings.largest()));
        return told;
    }

    static ObjectNode told(Limits limits) {
        return JSON.createObjectNode()
                .put("wallMs", limits.wall().toMillis())
                .put("cpuMs", limits.cpu().toMillis())
                .put("memoryBytes", limits.memoryBytes())
                .put("fileBytes", limits.fileBytes())
                .put("files", limits.files())
                .put("outputBytes", limits.outputBytes())
                .put("outputTotalBytes", limits.outputTotalBytes());
    }

    /// The layers that hold.
    List<String> layers() {
        return hello.join().path("layers").valueStream().map(JsonNode::asText).toList();
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /// Sends `request`; the future fails when the process ends first.
    CompletableFuture<JsonNode> ask(String id, byte[] request) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        try {
            synchronized (requests) {
                requests.writeInt(request.length);
                requests.write(request);
                requests.flush();
            }
        } catch (IOException gone) {
            asked.remove(id);
            answer.completeExceptionally(gone);
        }
        if (!process.isAlive()) {
            failAll();
        }
        return answer;
    }

    private void listen() {
        try (DataInputStream answers = new DataInputStream(process.getInputStream())) {
            while (true) {
                int length = answers.readInt();
                if (length < 0 || length > FRAME_BYTES_MAX) {
                    throw new IOException("the supervisor sent a frame of " + length + " bytes");
                }
                JsonNode answer = JSON.readTree(answers.readNBytes(length));
                CompletableFuture<JsonNode> waiting =
                        asked.remove(answer.path("id").asText("hello"));
                if (waiting != null) {
                    waiting.complete(answer);
                }
            }
        } catch (EOFException _) {
            failAll();
        } catch (IOException broken) {
            process.destroyForcibly();
            failAll();
        }
    }

    private void failAll() {
        asked.keySet().forEach(id -> {
            CompletableFuture<JsonNode> waiting = asked.remove(id);
            if (waiting != null) {
                waiting.completeExceptionally(new EOFException("the sandbox supervisor ended"));
            }
        });
    }

    /// Ends the process and all that it started.
    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException _) {
            // It has ended already, which is what closing is for.
        }
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        failAll();
    }
}
