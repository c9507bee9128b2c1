package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.RefusedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs in interpreters of their own, started by a small Python process: its clock and the kernel's account of
/// each child leave this JVM out of the figures, which favours the cold interpreter.
final class ColdInterpreter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");

    private final Path python;
    private final Path script;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    /// One program's run.
    record Run(double wallMs, double cpuMs, int exitCode, String output) {}

    /// Programs that were started side by side.
    record Batch(double wallMs, List<Run> runs) {
        Samples walls() {
            return Samples.of(runs.stream().map(Run::wallMs).toList());
        }

        Samples cpus() {
            return Samples.of(runs.stream().map(Run::cpuMs).toList());
        }

        double perSecond() {
            return runs.size() / (wallMs / 1000);
        }
    }

    ColdInterpreter(Path python) throws IOException {
        this.python = python;
        this.script = Files.createTempFile("toolstream-cold", ".py");
        try (InputStream source = ColdInterpreter.class.getResourceAsStream("cold.py")) {
            if (source == null) {
                throw new IllegalStateException("the jar lacks cold.py; build it again");
            }
            Files.write(script, source.readAllBytes());
        }
        ProcessBuilder command = new ProcessBuilder(python.toString(), "-I", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().clear();
        command.environment()
                .putAll(Map.of(
                        "PATH",
                        "/usr/bin:/bin",
                        "LANG",
                        "C.UTF-8",
                        "OPENBLAS_NUM_THREADS",
                        "1",
                        "OMP_NUM_THREADS",
                        "1"));
        try {
            this.process = command.start();
        } catch (IOException refused) {
            throw new RefusedException(python + " cannot be started; install Python 3: " + refused.getMessage());
        }
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// The process that starts the interpreters.
    long pid() {
        return process.pid();
    }

    /// Each program by `python -I -c`, `parallel` at a time.
    Batch bare(List<String> codes, int parallel) throws IOException {
        return run(List.of(python.toString(), "-I", "-c"), codes, parallel);
    }

    /// The same inside bubblewrap with all of its namespaces; nothing where that is not installed.
    Optional<Batch> bubblewrapped(List<String> codes, int parallel) throws IOException {
        if (!Files.isExecutable(BUBBLEWRAP)) {
            return Optional.empty();
        }
        List<String> command = Stream.concat(
                        Stream.of(
                                BUBBLEWRAP.toString(),
                                "--unshare-all",
                                "--die-with-parent",
                                "--ro-bind",
                                "/usr",
                                "/usr"),
                        Stream.of(
                                "--symlink",
                                "usr/lib",
                                "/lib",
                                "--symlink",
                                "usr/lib64",
                                "/lib64",
                                "--dev",
                                "/dev",
                                "--ro-bind-try",
                                "/etc/alternatives",
                                "/etc/alternatives",
                                "--tmpfs",
                                "/tmp",
                                "--chdir",
                                "/tmp",
                                python.toString(),
                                "-I",
                                "-c"))
                .toList();
        Batch batch = run(command, codes, parallel);
        return batch.runs().stream().allMatch(run -> run.exitCode() == 0) ? Optional.of(batch) : Optional.empty();
    }

    private Batch run(List<String> command, List<String> codes, int parallel) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("parallel", parallel);
        request.set("command", JSON.valueToTree(command));
        request.set("codes", JSON.valueToTree(codes));
        requests.write(request + "\n");
        requests.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new EOFException("the process that starts cold interpreters has ended");
        }
        JsonNode answer = JSON.readTree(line);
        return new Batch(
                answer.path("wallMs").asDouble(),
                answer.path("runs")
                        .valueStream()
                        .map(run -> new Run(
                                run.path(0).asDouble(),
                                run.path(1).asDouble(),
                                run.path(2).asInt(),
                                run.path(3).asText()))
                        .toList());
    }

    @Override
    public void close() throws IOException {
        requests.close();
        process.onExit().join();
        Files.deleteIfExists(script);
    }
}
