package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A [Sandbox] on this machine. Its supervisor is started at once and again whenever it has ended; what ran in one
/// that ended has no result.
public final class ProcessSandbox implements Sandbox {
    private static final int REQUEST_BYTES_MAX = 900_000;

    /// Programs at the supervisor for each that may run: it gets children ready for those that are next.
    private static final int AHEAD = 2;

    private final SandboxSettings settings;
    private final SourcesFolder sources;
    private final Lives lives;
    private final Semaphore callers;
    private final Semaphore turns;
    private final SandboxMetrics metrics;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Starts the supervisor.
    ///
    /// @throws SandboxUnavailableException if it does not become ready, or this machine lacks a required layer
    public ProcessSandbox(SandboxSettings settings) throws InterruptedException {
        this(settings, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// @param temporary where the supervisor's sources are written
    ProcessSandbox(SandboxSettings settings, Path temporary) throws InterruptedException {
        this.settings = settings;
        this.metrics = new SandboxMetrics(settings.templates());
        this.callers = new Semaphore(settings.parallel() + settings.waiting());
        this.turns = new Semaphore(AHEAD * settings.parallel(), true);
        try {
            this.sources = SourcesFolder.in(temporary);
        } catch (IOException full) {
            throw unwritten(temporary, full);
        }
        boolean alive = false;
        try {
            this.lives = new Lives(settings, SupervisorSources.unpack(sources.path()), metrics);
            alive = true;
        } catch (IOException full) {
            throw unwritten(temporary, full);
        } finally {
            if (!alive) {
                removeSources();
            }
        }
    }

    private static SandboxUnavailableException unwritten(Path temporary, IOException full) {
        return new SandboxUnavailableException(
                "the sandbox's sources cannot be written below " + temporary + "; make room there", full);
    }

    /// The layers that hold: each was probed at the start.
    public List<String> layers() throws InterruptedException {
        return lives.current().layers();
    }

    /// Whether the last supervisor found `layer`: one that was started again looks anew. Never waits.
    public boolean holds(String layer) {
        return lives.layers().contains(layer);
    }

    /// How deep programs are isolated: `A` in namespaces, `A-` there without Landlock, `B` by Landlock and seccomp
    /// alone.
    public String tier() throws InterruptedException {
        List<String> layers = layers();
        if (!layers.contains("minimal root")) {
            return "B";
        }
        return layers.contains("landlock files") ? "A" : "A-";
    }

    /// Why there are no namespaces, or nothing.
    public String withoutNamespaces() throws InterruptedException {
        return lives.current().withoutNamespaces();
    }

    /// Versions of the interpreter (`python`) and of the packages that templates import, by name.
    public Map<String, String> versions() throws InterruptedException {
        return lives.current().versions();
    }

    /// What has been done.
    public SandboxMetrics metrics() {
        return metrics;
    }

    @Override
    public boolean available() {
        return lives.available();
    }

    /// The process id of the supervisor's outermost process.
    long pid() throws InterruptedException {
        return lives.current().pid();
    }

    /// The folder of the supervisor's sources.
    Path sources() {
        return sources.path();
    }

    @Override
    public ProgramResult run(Program program) throws InterruptedException {
        if (!program.limits().within(settings.largest())) {
            return rejected("it asks for more than this sandbox gives: "
                    + String.join("; ", program.limits().above(settings.largest())));
        }
        if (!callers.tryAcquire()) {
            throw new SandboxUnavailableException("more than " + settings.waiting()
                    + " callers wait for the sandbox; try again later or raise the bound");
        }
        try {
            turns.acquire();
            try {
                return hand(program);
            } finally {
                turns.release();
            }
        } catch (SandboxUnavailableException failure) {
            metrics.counted(ProgramStatus.INFRASTRUCTURE);
            throw failure;
        } finally {
            callers.release();
        }
    }

    private ProgramResult hand(Program program) throws InterruptedException {
        Supervisor asked = lives.current();
        long id = ids.incrementAndGet();
        List<String> kept = asked.templates();
        int template = Template.chosen(settings.templates(), kept, program);
        byte[] request = Wire.request(id, template, program);
        if (request.length > REQUEST_BYTES_MAX) {
            return rejected("the program, its session and its input take " + request.length + " bytes, at most "
                    + REQUEST_BYTES_MAX + " are taken");
        }
        Duration longest = longest(program);
        try {
            return await(kept.get(template), asked.ask(id, request, longest), longest);
        } catch (InterruptedException gone) {
            asked.cancel(id);
            throw gone;
        }
    }

    private ProgramResult rejected(String why) {
        metrics.counted(ProgramStatus.REJECTED);
        return ProgramResult.notRun(ProgramStatus.REJECTED, why);
    }

    /// When the answer is late. The program before this one may take as long as the largest limits allow.
    private Duration longest(Program program) {
        SandboxSettings.Patience patience = settings.patience();
        return settings.largest()
                .wall()
                .plus(program.limits().wall())
                .plus(patience.grace().multipliedBy(AHEAD))
                .plus(patience.slack());
    }

    private ProgramResult await(String template, CompletableFuture<Wire.Answer> coming, Duration longest)
            throws InterruptedException {
        try {
            Wire.Answer answer = coming.get();
            if (answer.result().status() == ProgramStatus.INFRASTRUCTURE) {
                throw new SandboxUnavailableException(answer.result().stderr() + "; ask again");
            }
            metrics.ended(template, answer);
            return answer.result();
        } catch (ExecutionException ended) {
            throw new SandboxUnavailableException(
                    ended.getCause() instanceof TimeoutException
                            ? "the sandbox did not answer within " + longest + " and was stopped; ask again"
                            : "the sandbox supervisor ended while the program ran; ask again",
                    ended);
        }
    }

    /// Ends the supervisor. What still runs fails.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        lives.close();
        removeSources();
    }

    private void removeSources() {
        try {
            sources.remove();
        } catch (IOException stuck) {
            throw new UncheckedIOException(sources.path() + " cannot be removed; remove it by hand", stuck);
        }
    }
}
