package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The supervisor and its templates: renewed, killed, listening, and leaving nothing behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LivesIT {
    private static final SandboxSettings SETTINGS = SandboxSettings.usual(Interpreter.path(), 2);
    private static final long MUCH = 1L << 40;

    @SuppressWarnings("NullAway.Init")
    private ProcessSandbox sandbox;

    @BeforeAll
    void open() throws InterruptedException {
        sandbox = new ProcessSandbox(SETTINGS);
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    static Stream<SandboxSettings.Renewal> renewals() {
        Duration never = Duration.ofDays(1);
        return Stream.of(
                new SandboxSettings.Renewal(5, never, MUCH),
                new SandboxSettings.Renewal(Integer.MAX_VALUE, Duration.ofSeconds(1), MUCH));
    }

    /// After so many forks, and by age.
    @ParameterizedTest
    @MethodSource("renewals")
    void templatesAreRenewedWhileProgramsRun(SandboxSettings.Renewal often) throws InterruptedException {
        try (ProcessSandbox renewed = new ProcessSandbox(SETTINGS.renewing(often))) {
            long first = Collections.min(templates(renewed)); // that of standard modules starts first
            Eventually.holds("another process forks", () -> {
                assertThat(renewed.run(Program.of("print(3)")).stdout()).isEqualTo("3\n");
                return !templates(renewed).contains(first);
            });
            assertThat(renewed.metrics().restarts()).isZero();
            assertThat(renewed.metrics().programs(ProgramStatus.INFRASTRUCTURE)).isZero();
        }
    }

    /// No program makes a template grow, so that growth is told to the supervisor's part that watches for it.
    @Test
    void aTemplateThatGrowsBeyondItsLimitIsSucceeded(@TempDir Path folder) throws Exception {
        assertThat(SourcesScript.output(folder, """
                import template
                from stable import Stable

                class Nursery:
                    def start(self, index):
                        ours, self.theirs = socket.socketpair()
                        return ours

                recycle = {"forks": 1 << 30, "seconds": 1 << 30, "bytes": 1 << 20}
                stable = Stable({"pool": 1, "inodes": 9, "recycle": recycle, "templates": [{"name": "std"}]}, Nursery())
                grown = stable.start(0)
                stable.ready(grown, b'{"layers": []}')
                for resident in (50_000, 0, 51_023, 51_024):  # kB; 0 where it was not measured
                    spawned = template.SPAWNED.pack(b"s", 1, 9, 100, resident)
                    grown.coming += 1
                    stable.arrived(grown, spawned, [os.dup(0) for _ in range(3)])
                    successors = stable.care(time.monotonic())
                    print(resident, len(successors), stable.current[0] is grown)
                stable.ready(successors[0], b'{"layers": []}')
                print(stable.current[0] is successors[0], len(grown.children))
                """))
                .isEqualTo("50000 0 True\n0 0 True\n51023 0 True\n51024 1 True\nTrue 0\n");
    }

    @Test
    void aKilledTemplateFailsWhatRanInItAndIsReplaced() throws InterruptedException {
        try (ProcessSandbox own = new ProcessSandbox(SETTINGS)) {
            own.run(Program.of("1"));
            templates(own).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));

            Eventually.holds("programs run again", () -> {
                try {
                    return own.run(Program.of("print(1)")).stdout().equals("1\n");
                } catch (SandboxUnavailableException expected) {
                    return false;
                }
            });
            assertThat(own.metrics().restarts()).isZero();
        }
    }

    @Test
    void manyProgramsLeaveNothingBehind() throws Exception {
        ProcessHandle supervisor = ProcessHandle.of(sandbox.pid()).orElseThrow();
        long children = supervisor.descendants().count();
        long answered = sandbox.metrics().programs(ProgramStatus.OK);
        long files = openFiles(supervisor);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<ProgramResult>> results = new ArrayList<>();
            for (int number = 0; number < 400; number++) {
                String code = "print(" + number + ")";
                results.add(threads.submit(() -> sandbox.run(Program.of(code))));
            }
            for (int number = 0; number < 400; number++) {
                assertThat(results.get(number).get().stdout()).isEqualTo(number + "\n");
            }
        }
        Eventually.holds("no more processes", () -> supervisor.descendants().count() <= children + 6);
        Eventually.holds("no more files", () -> openFiles(supervisor) <= files + 24);
        assertThat(sandbox.metrics().programs(ProgramStatus.OK)).isEqualTo(answered + 400);
        assertThat(sandbox.metrics().executions().quantile(0.5)).isPositive();
        assertThat(sandbox.metrics().programs("std")).isPositive();
        assertThat(sandbox.metrics().pooled("std"))
                .isPositive()
                .isLessThanOrEqualTo(sandbox.metrics().programs("std"));
        assertThat(sandbox.versions()).containsKey("python");
    }

    @Test
    void aSupervisorThatListensServesTheSame(@TempDir Path folder) throws Exception {
        try (ListeningSupervisor listening = new ListeningSupervisor(folder)) {
            for (int connection = 0; connection < 2; connection++) {
                try (ProcessSandbox remote = new ProcessSandbox(SETTINGS.over(listening.socket()))) {
                    assertThat(remote.run(Program.of("1 + 1")).stdout()).isEqualTo("2\n");
                    assertThat(remote.layers()).isEqualTo(sandbox.layers());
                }
            }
        }
    }

    @Test
    void aSandboxWaitsForASupervisorThatListensLater(@TempDir Path folder) throws Exception {
        try (ListeningSupervisor listening = new ListeningSupervisor(folder)) {
            listening.kill();
            Files.delete(listening.socket());
            CompletableFuture<ProcessSandbox> opening = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return new ProcessSandbox(SETTINGS.over(listening.socket()));
                        } catch (InterruptedException interrupted) {
                            throw new CompletionException(interrupted);
                        }
                    },
                    LivesIT::start);
            listening.start();

            try (ProcessSandbox remote = opening.get(60, TimeUnit.SECONDS)) {
                assertThat(remote.run(Program.of("2")).stdout()).isEqualTo("2\n");
            }
        }
    }

    @Test
    void oneThatIsToEndStillServesWhoIsConnected(@TempDir Path folder) throws Exception {
        try (ListeningSupervisor listening = new ListeningSupervisor(folder)) {
            try (ProcessSandbox remote = new ProcessSandbox(SETTINGS.over(listening.socket()))) {
                listening.process().destroy();
                Eventually.holds("it takes no more connections", () -> !Files.exists(listening.socket()));

                assertThat(remote.run(Program.of("3")).stdout()).isEqualTo("3\n");
            }
            assertThat(listening.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(listening.process().exitValue()).isZero();
        }
    }

    @Test
    void aSandboxThatCannotStartAgainSaysSoAndMendsItself(@TempDir Path folder) throws Exception {
        Path python = interpreterIn(folder);
        try (ProcessSandbox own = new ProcessSandbox(SandboxSettings.usual(python, 2))) {
            assertThat(own.available()).isTrue();
            assertThat(own.holds("seccomp")).isTrue();
            Files.delete(python);
            ProcessHandle.of(own.pid()).orElseThrow().destroyForcibly();

            // Nobody asks for anything meanwhile.
            Eventually.holds("it is known to be broken", () -> !own.available());
            assertThat(own.holds("seccomp")).isFalse();
            assertThatThrownBy(() -> own.run(Program.of("1")))
                    .isInstanceOf(SandboxUnavailableException.class)
                    .hasMessageContaining(python.toString());
            assertThat(own.metrics().restarts()).isZero();

            interpreterIn(folder);
            Eventually.holds("it is mended", own::available);
            assertThat(own.holds("seccomp")).isTrue();
            assertThat(own.run(Program.of("4")).stdout()).isEqualTo("4\n");
            assertThat(own.metrics().restarts()).isEqualTo(1);
        }
    }

    /// One that can be taken away.
    private static Path interpreterIn(Path folder) throws IOException {
        Path python =
                Files.writeString(folder.resolve("python"), "#!/bin/sh\nexec '" + Interpreter.path() + "' \"$@\"\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        return python;
    }

    @Test
    void aKilledSupervisorFailsWhatRanAndServesTheNext() throws InterruptedException {
        try (ProcessSandbox own = new ProcessSandbox(SETTINGS)) {
            CompletableFuture<ProgramResult> running = running(own, Program.of("import time\ntime.sleep(8)"));
            assertThat(own.run(Program.of("1")).stdout()).isEqualTo("1\n");
            List<ProcessHandle> started =
                    ProcessHandle.of(own.pid()).orElseThrow().descendants().toList();
            ProcessHandle.of(own.pid()).orElseThrow().destroyForcibly();

            assertThatThrownBy(running::join).hasCauseInstanceOf(SandboxUnavailableException.class);
            assertThat(own.metrics().programs(ProgramStatus.INFRASTRUCTURE)).isEqualTo(1);
            assertThat(own.run(Program.of("2")).stdout()).isEqualTo("2\n");
            assertThat(started)
                    .isNotEmpty()
                    .allSatisfy(process -> process.onExit().join());
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aStoppedSupervisorFailsItsCallersWithinTheirPatienceAndIsReplaced() throws Exception {
        Limits brief = Limits.USUAL.withWall(Duration.ofSeconds(1));
        SandboxSettings.Patience usual = SETTINGS.patience();
        SandboxSettings hasty = SETTINGS.giving(SETTINGS.largest().withWall(Duration.ofSeconds(1)))
                .patient(new SandboxSettings.Patience(
                        usual.start(), usual.grace(), Duration.ofSeconds(1), usual.backoff(), usual.longestBackoff()));
        // More than a pipe holds: the first caller is stuck in writing, and the others wait for it.
        Program large = Program.of("#" + "x".repeat(200_000)).with(brief);
        try (ProcessSandbox own = new ProcessSandbox(hasty)) {
            stop(ProcessHandle.of(own.pid()).orElseThrow());
            List<CompletableFuture<ProgramResult>> calls =
                    List.of(running(own, large), running(own, large), running(own, large));

            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(SandboxUnavailableException.class));
            assertThat(own.run(Program.of("print(1)").with(brief)).stdout()).isEqualTo("1\n");
            assertThat(own.metrics().restarts()).isEqualTo(1);
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSandboxClosesWhileACallerIsStuckInWriting() throws Exception {
        ProcessSandbox own = new ProcessSandbox(SETTINGS);
        stop(ProcessHandle.of(own.pid()).orElseThrow());
        CompletableFuture<ProgramResult> call = running(own, Program.of("#" + "x".repeat(200_000)));
        Eventually.holds(
                "it writes",
                () -> Thread.getAllStackTraces().values().stream()
                        .flatMap(Stream::of)
                        .anyMatch(frame -> frame.getMethodName().equals("writeBytes")));

        assertThat(CompletableFuture.runAsync(own::close, LivesIT::start)).succeedsWithin(Duration.ofSeconds(60));
        assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(SandboxUnavailableException.class);
    }

    private static CompletableFuture<ProgramResult> running(ProcessSandbox sandbox, Program program) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return sandbox.run(program);
                    } catch (InterruptedException interrupted) {
                        throw new CompletionException(interrupted);
                    }
                },
                LivesIT::start);
    }

    /// A thread that a test leaves behind when its caller is never answered.
    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }

    /// Stops a supervisor and all that it started, so that none of them reads.
    private static void stop(ProcessHandle supervisor) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-STOP", Long.toString(supervisor.pid())));
        supervisor.descendants().forEach(process -> command.add(Long.toString(process.pid())));
        // A child may end by itself meanwhile, which the command complains about.
        assertThat(new ProcessBuilder(command).start().waitFor()).isBetween(0, 1);
    }

    /// The processes below the nursery: those that have children or wait to have some, never a program.
    private static Set<Long> templates(ProcessSandbox sandbox) throws InterruptedException {
        ProcessHandle inner = ProcessHandle.of(sandbox.pid()).orElseThrow();
        while (inner.children().count() == 1) {
            inner = inner.children().findFirst().orElseThrow();
            Set<Long> found = inner.children().map(ProcessHandle::pid).collect(Collectors.toSet());
            if (found.size() > 1) {
                return found;
            }
        }
        return inner.children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static long openFiles(ProcessHandle supervisor) {
        return Stream.concat(Stream.of(supervisor), supervisor.descendants())
                .mapToLong(LivesIT::openFilesOf)
                .sum();
    }

    private static long openFilesOf(ProcessHandle process) {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.count();
        } catch (IOException gone) {
            return 0; // it has ended between the two looks
        }
    }
}
