package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that end by a signal which nobody here sent.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledProgramIT {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/memory");
    private static final long GROUP_BYTES = 400L << 20;

    @Test
    void aProgramThatIsKilledFromOutsideSaysSo() throws Exception {
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 1));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ProgramResult> running = threads.submit(() -> sandbox.run(Program.of("""
                    import ctypes, time
                    ctypes.CDLL(None).prctl(15, b"victim")
                    print("before")
                    time.sleep(8)
                    """)));
            ProcessHandle supervisor = ProcessHandle.of(sandbox.pid()).orElseThrow();
            Eventually.holds("it runs", () -> victim(supervisor).isPresent());
            victim(supervisor).orElseThrow().destroyForcibly();

            assertThat(running.get().status()).isEqualTo(ProgramStatus.KILLED);
            assertThat(running.get().exitCode()).isEqualTo(-9);
            assertThat(running.get().stdout()).isEqualTo("before\n");
            assertThat(running.get().stderr()).contains("did not send", "short of memory");
        }
    }

    private static Optional<ProcessHandle> victim(ProcessHandle supervisor) {
        return supervisor
                .descendants()
                .filter(process -> name(process).equals("victim"))
                .findFirst();
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"))
                    .strip();
        } catch (IOException gone) {
            return ""; // it has ended since it was listed
        }
    }

    @Test
    void aProgramThatUsesUpTheMemoryOfItsControlGroupIsOutOfMemory(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isWritable(GROUPS), "needs the right to make control groups, version 1");
        Path group = Files.createDirectory(
                GROUPS.resolve("toolstream-test-" + ProcessHandle.current().pid()));
        try {
            Files.writeString(group.resolve("memory.limit_in_bytes"), Long.toString(GROUP_BYTES));
            Path python = Files.writeString(
                    folder.resolve("python"),
                    "#!/bin/sh\necho $$ > %s/cgroup.procs && exec '%s' \"$@\"\n".formatted(group, Interpreter.path()));
            Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
            try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(python, 1))) {
                ProgramResult result = sandbox.run(Program.of("x = b'x' * (800 << 20)\nprint(len(x))"));

                assertThat(result.status()).as(result.toString()).isEqualTo(ProgramStatus.OUT_OF_MEMORY);
                assertThat(result.stderr()).contains("memory of the sandbox as a whole");
                assertThat(sandbox.run(Program.of("5")).stdout()).isEqualTo("5\n");
            }
        } finally {
            Eventually.holds("the group is empty", () -> group.toFile().delete());
        }
    }
}
