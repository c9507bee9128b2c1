package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers that go away in the middle of a program.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallersIT {
    private static final SandboxSettings NARROW = SandboxSettings.usual(Interpreter.path(), 1);

    /// Longer than a test waits for anything.
    private static final Limits LONG = Limits.USUAL.withWall(Duration.ofMinutes(1));

    private static final Program STUBBORN = Program.of("""
            import ctypes, time
            ctypes.CDLL(None).prctl(15, b"abandoned")
            while True:
                try:
                    time.sleep(100)
                except BaseException:
                    pass
            """).with(LONG);

    @ParameterizedTest
    @ValueSource(strings = {"landlock", "namespaces"})
    void aProgramWhoseCallerIsInterruptedEndsAndFreesItsSlot(String without) throws Exception {
        try (ProcessSandbox sandbox = new ProcessSandbox(NARROW.without(Set.of(without)))) {
            ProcessHandle supervisor = ProcessHandle.of(sandbox.pid()).orElseThrow();
            Call call = new Call(sandbox, STUBBORN);
            ProcessHandle program = abandoned(supervisor);

            call.interrupt();

            assertThat(sandbox.run(Program.of("print(1)")).stdout()).isEqualTo("1\n");
            assertThat(program.onExit()).succeedsWithin(Duration.ofSeconds(30));
            assertThat(sandbox.metrics().restarts()).isZero();
        }
    }

    /// Some wait at the supervisor, and some have a child on its way.
    @Test
    void programsWhoseCallersAreInterruptedBeforeTheyBeginAreNotRun() throws Exception {
        try (ProcessSandbox sandbox = new ProcessSandbox(NARROW)) {
            for (int round = 0; round < 20; round++) {
                List<Call> calls = List.of(new Call(sandbox, STUBBORN), new Call(sandbox, STUBBORN));
                for (Call call : calls) {
                    call.interrupt();
                }
            }
            assertThat(sandbox.run(Program.of("print(2)")).stdout()).isEqualTo("2\n");
            assertThat(sandbox.metrics().programs(ProgramStatus.INFRASTRUCTURE)).isZero();
            assertThat(sandbox.metrics().restarts()).isZero();
        }
    }

    @Test
    void aSandboxThatClosesEndsItsProgramsAtOnce() throws Exception {
        ProcessSandbox sandbox = new ProcessSandbox(NARROW);
        ProcessHandle supervisor = ProcessHandle.of(sandbox.pid()).orElseThrow();
        Call call = new Call(sandbox, STUBBORN);
        ProcessHandle program = abandoned(supervisor);

        sandbox.close();

        assertThat(program.onExit()).succeedsWithin(Duration.ofSeconds(30));
        assertThatThrownBy(call.answer::get).isInstanceOf(ExecutionException.class);
    }

    @Test
    void aConnectionThatClosesEndsItsProgramsAtOnce(@TempDir Path folder) throws Exception {
        try (ListeningSupervisor listening = new ListeningSupervisor(folder)) {
            ProcessSandbox sandbox = new ProcessSandbox(NARROW.over(listening.socket()));
            Call call = new Call(sandbox, STUBBORN);
            ProcessHandle program = abandoned(listening.process().toHandle());

            sandbox.close();

            assertThat(program.onExit()).succeedsWithin(Duration.ofSeconds(30));
            assertThatThrownBy(call.answer::get).isInstanceOf(ExecutionException.class);
            // But one, which has ended and is reaped when the next connection comes.
            Eventually.holds(
                    "nothing of it is left",
                    () -> listening.process().descendants().count() <= 1);
        }
    }

    private static ProcessHandle abandoned(ProcessHandle supervisor) throws InterruptedException {
        Eventually.holds("it runs", () -> supervisor.descendants().anyMatch(CallersIT::isAbandoned));
        return supervisor
                .descendants()
                .filter(CallersIT::isAbandoned)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isAbandoned(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"))
                    .equals("abandoned\n");
        } catch (IOException gone) {
            return false; // it has ended since it was listed
        }
    }

    /// A caller on a thread of its own.
    private static final class Call {
        private final FutureTask<ProgramResult> answer;
        private final Thread thread;

        Call(ProcessSandbox sandbox, Program program) {
            answer = new FutureTask<>(() -> sandbox.run(program));
            thread = Thread.ofPlatform().daemon().start(answer);
        }

        void interrupt() throws InterruptedException {
            thread.interrupt();
            assertThatThrownBy(answer::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }
}
