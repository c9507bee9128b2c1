package io.toolstream.sandbox.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// A [Sandbox] on this machine. Its supervisor is started at once and again whenever it has ended; what ran
/// in one that
/// ended has no result.
public final class ProcessSandbox implements Sandbox {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUEST_BYTES_MAX = 900_000;
    private static final List<String> SOURCES = List.of(
            "supervisor.py",
            "template.py",
            "child.py",
            "runner.py",
            "isolation.py",
            "seccomp.py",
            "syscalls.py",
            "wire.py");

    private final SandboxSettings settings;
    private final Path sources;
    private final Semaphore turns;
    private final Semaphore callers;
    private final AtomicLong ids = new AtomicLong();
    private Supervisor supervisor;
    private boolean closed;

    /// Starts the supervisor.
    ///
    /// @throws SandboxUnavailableException if it does not become ready, or this machine lacks a required layer
    public ProcessSandbox(SandboxSettings settings) throws InterruptedException {
        this.settings = settings;
        this.turns = new Semaphore(settings.parallel(), true);
        this.callers = new Semaphore(settings.parallel() + settings.waiting());
        this.sources = unpack();
        this.supervisor = Supervisor.start(settings, sources);
    }

    /// The layers that hold.
    public List<String> layers() throws InterruptedException {
        return current().layers();
    }

    /// The process id of the supervisor's outermost process.
    long pid() throws InterruptedException {
        return current().pid();
    }

    @Override
    public ProgramResult run(Program program) throws InterruptedException {
        if (!program.limits().within(settings.largest())) {
            return ProgramResult.notRun(
                    ProgramStatus.REJECTED,
                    "the program asks for " + program.limits() + ", this sandbox gives at most " + settings.largest());
        }
        String id = Long.toString(ids.incrementAndGet());
        byte[] request = encode(id, program);
        if (request.length > REQUEST_BYTES_MAX) {
            return ProgramResult.notRun(
                    ProgramStatus.REJECTED,
                    "the program, its session and its input take " + request.length + " bytes, at most "
                            + REQUEST_BYTES_MAX + " are taken");
        }
        if (!callers.tryAcquire()) {
            throw new SandboxUnavailableException("more than " + settings.waiting()
                    + " callers wait for the sandbox; try again later or raise the bound");
        }
        try {
            turns.acquire();
            try {
                return await(program, current(), id, request);
            } finally {
                turns.release();
            }
        } finally {
            callers.release();
        }
    }

    private ProgramResult await(Program program, Supervisor asked, String id, byte[] request)
            throws InterruptedException {
        Duration longest = program.limits().wall().plus(settings.grace()).plus(settings.slack());
        try {
            ProgramResult result = decode(asked.ask(id, request).get(longest.toMillis(), TimeUnit.MILLISECONDS));
            if (result.status() == ProgramStatus.INFRASTRUCTURE) {
                throw new SandboxUnavailableException("a child could not be isolated: " + result.stderr());
            }
            return result;
        } catch (ExecutionException ended) {
            throw new SandboxUnavailableException(
                    "the sandbox supervisor ended while the program ran; ask again", ended);
        } catch (TimeoutException late) {
            asked.close();
            throw new SandboxUnavailableException(
                    "the sandbox did not answer within " + longest + " and was stopped; ask again", late);
        }
    }

    private synchronized Supervisor current() throws InterruptedException {
        if (closed) {
            throw new SandboxUnavailableException("the sandbox has been closed; open another");
        }
        if (!supervisor.alive()) {
            supervisor.close();
            supervisor = Supervisor.start(settings, sources);
        }
        return supervisor;
    }

    private static byte[] encode(String id, Program program) {
        ObjectNode request = JSON.createObjectNode();
        request.put("id", id)
                .put("code", program.code())
                .put("stdin", program.stdin())
                .put("echo", program.echo().name().toLowerCase(Locale.ROOT))
                .put("seed", program.seed());
        request.set("preamble", JSON.valueToTree(program.preamble()));
        request.set("limits", Supervisor.told(program.limits()));
        try {
            return JSON.writeValueAsBytes(request);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static ProgramResult decode(JsonNode answer) {
        return new ProgramResult(
                ProgramStatus.valueOf(answer.path("status").asText()),
                answer.path("exitCode").asInt(),
                answer.path("stdout").asText(),
                answer.path("stderr").asText(),
                answer.path("stdoutBytes").asLong(),
                answer.path("stderrBytes").asLong(),
                answer.path("truncated").asBoolean(),
                millis(answer.path("wallMs")),
                millis(answer.path("cpuMs")));
    }

    private static Duration millis(JsonNode value) {
        return Duration.ofNanos(Math.round(value.asDouble() * 1e6));
    }

    private static Path unpack() {
        try {
            Path folder = Files.createTempDirectory("toolstream-sandbox");
            for (String name : SOURCES) {
                try (InputStream source =
                        ProcessSandbox.class.getResourceAsStream("/io/toolstream/sandbox/python/" + name)) {
                    if (source == null) {
                        throw new IllegalStateException("the jar lacks " + name + "; build it again");
                    }
                    Files.copy(source, folder.resolve(name));
                }
            }
            return folder;
        } catch (IOException full) {
            throw new SandboxUnavailableException(
                    "the sandbox's sources cannot be written below " + System.getProperty("java.io.tmpdir")
                            + "; make room there",
                    full);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        supervisor.close();
        try {
            for (String name : SOURCES) {
                Files.deleteIfExists(sources.resolve(name));
            }
            Files.deleteIfExists(sources);
        } catch (IOException stuck) {
            throw new UncheckedIOException(sources + " cannot be removed; remove it by hand", stuck);
        }
    }
}
