package io.toolstream.app.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.toolstream.app.RefusedException;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `toolstream sandbox run`.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the program on standard input, or with --jsonl one for each line.",
            "Exit codes: 0 it ran well (--jsonl: all were answered), 1 it failed (--jsonl: the sandbox failed one),"
                    + " 2 refused."
        },
        footer = {
            "",
            "Example: echo 'print(6*7)' | toolstream sandbox run",
            "Example: echo '{\"id\":1,\"code\":\"6*7\",\"limits\":{\"wallMs\":500}}' | toolstream sandbox run --jsonl"
        })
final class SandboxRunCommand implements Callable<Integer> {
    private static final int LINE_BYTES_MAX = 8 << 20;
    private static final long SESSION_CHARS_MAX = 64 << 20;
    private static final int ROWS_HELD_PER_SLOT = 8;
    private static final int PARALLEL_MAX = 100;

    @Option(
            names = "--jsonl",
            description = {
                "Many: on each line of standard input {\"id\",\"code\",\"stdin\"?,\"limits\"?,\"session\"?}, for each"
                        + " one line on standard output, in the same order:"
                        + " {\"id\",\"status\",\"stdout\",\"stderr\",\"exitCode\",\"wallMs\",\"cpuMs\",\"truncated\"}.",
                "A program of a session runs after the session's earlier ones have ended and sees what they have"
                        + " defined: they run again before it, but for those that were stopped (TIMEOUT, KILLED and"
                        + " so on).",
                "Names in limits: wallMs, cpuMs, memoryBytes, fileBytes, files, inodes, threads, outputBytes,"
                        + " outputTotalBytes."
            })
    private boolean jsonl;

    @Option(names = "--json", description = "One JSON object on standard output, nothing else.")
    private boolean json;

    @Option(
            names = "--echo",
            defaultValue = "AST",
            description = "What becomes of the last expression: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Echo echo = Echo.AST;

    @Option(names = "--seed", defaultValue = "0", description = "Of random and numpy.random; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--stdin", description = "File that the program reads as its standard input; not with --jsonl.")
    private @Nullable Path stdin;

    @Option(names = "--parallel", description = "Programs that run at once; default: one for each processor.")
    private @Nullable Integer parallel;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Limits usual = limits.limits();
        if (jsonl && (json || stdin != null)) {
            throw new RefusedException(
                    "--jsonl takes no --json and no --stdin; a line's own \"stdin\" is read instead");
        }
        String input = stdin == null ? "" : text(stdin);
        try (ProcessSandbox sandbox = opened(parallel())) {
            return jsonl ? many(sandbox, usual) : one(sandbox, usual, input);
        }
    }

    private int one(Sandbox sandbox, Limits usual, String input) throws IOException, InterruptedException {
        String code = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        ProgramResult result =
                answered(sandbox, new Program(code, List.of(), input, echo, seed, usual), Sessions.alone());
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (json) {
            out.println(ResultLine.of(result));
        } else {
            out.print(result.stdout());
            err.print(result.stderr());
            if (result.status() != ProgramStatus.OK && result.status() != ProgramStatus.ERROR) {
                err.println((result.stderr().isEmpty() || result.stderr().endsWith("\n") ? "" : "\n") + "status: "
                        + result.status());
            }
        }
        out.flush();
        err.flush();
        return result.status() == ProgramStatus.OK ? 0 : 1;
    }

    private int many(Sandbox sandbox, Limits usual) throws IOException, InterruptedException, ExecutionException {
        AtomicBoolean failed = new AtomicBoolean();
        try (OrderedRuns<String> runs = new OrderedRuns<>(ROWS_HELD_PER_SLOT * parallel(), this::print)) {
            InputStream in = System.in;
            BoundedLines lines = new BoundedLines(in, LINE_BYTES_MAX);
            ProgramLine.Reader reader = new ProgramLine.Reader(echo, seed, usual, new Sessions(SESSION_CHARS_MAX));
            boolean taken = true;
            Optional<BoundedLines.Line> line = lines.next();
            while (taken && line.isPresent()) {
                if (!(line.get() instanceof BoundedLines.Line.Text text)
                        || !text.text().isBlank()) {
                    ProgramLine program = reader.read(line.get());
                    taken = runs.give(() -> row(sandbox, program, failed));
                }
                line = lines.next();
            }
            runs.finish();
        }
        return failed.get() ? 1 : 0;
    }

    private static String row(Sandbox sandbox, ProgramLine line, AtomicBoolean failed) throws InterruptedException {
        ProgramResult result = switch (line) {
            case ProgramLine.Broken(JsonNode _, var why) -> ProgramResult.notRun(ProgramStatus.REJECTED, why);
            case ProgramLine.Sound(JsonNode _, var program, var turn) -> answered(sandbox, program, turn);
        };
        if (result.status() == ProgramStatus.INFRASTRUCTURE) {
            failed.set(true);
        }
        return ResultLine.of(line.id(), result).toString();
    }

    private void print(String row) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(row);
        if (out.checkError()) {
            throw new IllegalStateException("standard output was closed; the remaining programs were not run");
        }
    }

    private static ProgramResult answered(Sandbox sandbox, Program program, Sessions.Turn turn)
            throws InterruptedException {
        try {
            return turn.take(sandbox, program);
        } catch (SandboxUnavailableException failure) {
            return ProgramResult.notRun(ProgramStatus.INFRASTRUCTURE, String.valueOf(failure.getMessage()));
        }
    }

    private int parallel() {
        int number = parallel == null ? Runtime.getRuntime().availableProcessors() : parallel;
        if (number < 1 || number > PARALLEL_MAX) {
            throw new RefusedException("--parallel is " + number + "; give 1 to " + PARALLEL_MAX);
        }
        return number;
    }

    private static ProcessSandbox opened(int parallel) throws InterruptedException {
        try {
            return new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), parallel));
        } catch (SandboxUnavailableException failure) {
            throw new RefusedException(String.valueOf(failure.getMessage()));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new RefusedException("--stdin " + file + " cannot be read as UTF-8 text: " + unreadable.getMessage());
        }
    }
}
