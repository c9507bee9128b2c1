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
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Templates that cannot start, forks that fail, and children that are late.
@Timeout(value = 150, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TemplatesIT {
    private static final Template STD = new Template("std", List.of(), List.of(), true);
    private static final Program FRAIL = Program.of("import frail\nprint(frail.__name__)");
    private static final long TERMINATED = 1L << 14;

    @Test
    void aTemplateThatCannotStartFailsItsOwnProgramsAloneAndIsStartedAgain(@TempDir Path folder) throws Exception {
        Path flag = frail(folder);
        Template frail = new Template("frail", List.of("frail"), List.of("frail"), false);
        try (ProcessSandbox sandbox = new ProcessSandbox(settings(folder.resolve("bin/python"), List.of(STD, frail)));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // It sleeps longer than the template's starts are waited for, and would end with the supervisor.
            Future<ProgramResult> bystander =
                    threads.submit(() -> sandbox.run(Program.of("import time\ntime.sleep(8)\nprint(8)")));
            assertThatThrownBy(() -> sandbox.run(FRAIL))
                    .isInstanceOf(SandboxUnavailableException.class)
                    .hasMessageContaining("template frail ended 6 times in a row")
                    .hasMessageContaining("by signal 4 (Illegal instruction)")
                    .hasMessageContaining("mend its packages (frail)");
            // At once now: nobody waits for what has failed so often.
            assertThatThrownBy(() -> sandbox.run(FRAIL)).hasMessageContaining("template frail ended");
            assertThat(bystander.get().stdout()).isEqualTo("8\n");

            Files.delete(flag);
            Eventually.holds("it has been started again", () -> {
                try {
                    return sandbox.run(FRAIL).stdout().equals("frail\n");
                } catch (SandboxUnavailableException expected) {
                    return false;
                }
            });
            assertThat(sandbox.metrics().restarts()).isZero();
        }
    }

    @Test
    void aFirstTemplateThatCannotStartRefusesTheSandbox(@TempDir Path folder) throws Exception {
        frail(folder);
        Template frail = new Template("std", List.of("frail"), List.of(), true);

        assertThatThrownBy(() -> new ProcessSandbox(settings(folder.resolve("bin/python"), List.of(frail))).close())
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("template std ended by signal 4 (Illegal instruction) while it started");
    }

    /// An interpreter with a package that is not for this processor, as long as the file that is returned exists.
    private static Path frail(Path folder) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(new ProcessBuilder(Interpreter.path().toString(), "-m", "venv", "--without-pip", folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        Path packages;
        try (var found = Files.find(folder, 4, (path, _) -> path.endsWith("site-packages"))) {
            packages = found.findFirst().orElseThrow();
        }
        Path flag = Files.createFile(packages.resolve("broken"));
        Files.writeString(packages.resolve("frail.py"), """
                import os, signal
                if os.path.exists(__file__.replace("frail.py", "broken")):
                    os.kill(os.getpid(), signal.SIGILL)
                """);
        return flag;
    }

    /// By the number of inodes that each is for: what is asked and refused, what is answered, what waits.
    @Test
    void aForkThatFailsAnswersTheRequestThatItWasFor(@TempDir Path folder) throws Exception {
        assertThat(SourcesScript.output(folder, """
                import template
                from stable import Stable

                class Nursery:
                    def start(self, index):
                        ours, self.theirs = socket.socketpair()
                        return ours

                class Asked:
                    template = 0
                    def __init__(self, inodes):
                        self.inodes = inodes

                def tried(refill, asked, refused):
                    recycle = {"forks": 1 << 30, "seconds": 1 << 30, "bytes": 1 << 40}
                    stable = Stable({"pool": 1, "inodes": 9, "recycle": recycle, "templates": [{"name": "std"}]}, Nursery())
                    one = stable.start(0)
                    stable.ready(one, b'{"layers": []}')
                    for _ in range(refill):
                        one.spawn(9)
                    for inodes in asked:
                        stable.want(Asked(inodes))
                    answered = stable.refused(one, refused)
                    print(answered and answered.inodes, [request.inodes for request in one.owed], one.coming)

                tried(1, [7], 7)     # a refill is on its way, and is none of this request's
                tried(1, [7], 9)     # it was the refill
                tried(0, [7, 9], 9)
                tried(0, [9, 7], 7)
                tried(1, [9, 7], 9)  # the refill serves it, or it the refill
                """))
                .isEqualTo("7 [] 1\nNone [7] 1\n9 [7] 1\n7 [9] 1\nNone [9, 7] 2\n");
    }

    /// The kernel says first that what the supervisor sent was not read.
    @Test
    void howATemplateEndedIsHeardWhereItHadNotReadAll(@TempDir Path folder) throws Exception {
        assertThat(SourcesScript.output(folder, """
                import endings
                from stable import Template

                ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                one = Template(0, ours, 0.0)
                one.spawn(9)
                one.tell()
                theirs.send(endings.OVER + b"4")
                theirs.close()
                print(endings.told(one.receive()[0]), endings.told(one.receive()[0]))
                """)).isEqualTo("by signal 4 (Illegal instruction) unseen\n");
    }

    @Test
    void aProgramWhoseTimeEndsBeforeItBeginsIsATimeout() throws Exception {
        SandboxSettings usual = settings(Interpreter.path(), List.of(STD));
        SandboxSettings.Patience patience = usual.patience();
        SandboxSettings lenient = usual.patient(new SandboxSettings.Patience(
                patience.start(),
                Duration.ofMinutes(1),
                patience.slack(),
                patience.backoff(),
                patience.longestBackoff()));
        Program brief = Program.of("print(1)").with(Limits.USUAL.withWall(Duration.ofMillis(100)));
        try (ProcessSandbox sandbox = new ProcessSandbox(lenient);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Eventually.holds("the clock of a program ends before it begins", () -> {
                List<Long> waiting = children(sandbox);
                signal("STOP", waiting);
                Future<ProgramResult> result = threads.submit(() -> sandbox.run(brief));
                Eventually.holds(
                        "it was told, or another child has run it",
                        () -> result.isDone() || waiting.stream().anyMatch(TemplatesIT::terminated));
                signal("CONT", waiting);
                assertThat(result).succeedsWithin(Duration.ofMinutes(1));
                return result.resultNow().status() == ProgramStatus.TIMEOUT;
            });
        }
    }

    /// The children of the only template.
    private static List<Long> children(ProcessSandbox sandbox) throws InterruptedException {
        List<ProcessHandle> level = ProcessHandle.of(sandbox.pid()).stream().toList();
        for (int depth = sandbox.tier().startsWith("A") ? 4 : 3; depth > 0; depth--) {
            level = level.stream().flatMap(ProcessHandle::children).toList();
        }
        return level.stream().map(ProcessHandle::pid).toList();
    }

    private static void signal(String name, List<Long> processes) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(pid -> command.add(Long.toString(pid)));
        try {
            // One may end by itself meanwhile, or there is none, which the command complains about.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            throw new AssertionError("kill cannot be started", missing);
        }
    }

    /// Whether it was sent SIGTERM and has not taken it.
    private static boolean terminated(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("ShdPnd:"))
                    .anyMatch(line -> (Long.parseLong(line.substring(7).strip(), 16) & TERMINATED) != 0);
        } catch (IOException gone) {
            return false; // it has ended since it was listed
        }
    }

    private static SandboxSettings settings(Path python, List<Template> templates) {
        SandboxSettings usual = SandboxSettings.usual(python, 2);
        return new SandboxSettings(
                usual.python(),
                usual.socket(),
                usual.parallel(),
                usual.pool(),
                usual.waiting(),
                usual.patience(),
                templates,
                usual.warmUp(),
                usual.isolation(),
                usual.renewal(),
                usual.largest());
    }
}
