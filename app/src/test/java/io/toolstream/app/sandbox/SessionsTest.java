package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class SessionsTest {
    private final Sessions sessions = new Sessions(1_000);

    @ParameterizedTest
    @EnumSource(ProgramStatus.class)
    void onlyWhatEndedByItselfRunsAgain(ProgramStatus status) throws InterruptedException {
        ScriptedSandbox sandbox = new ScriptedSandbox(
                program -> program.code().equals("a") ? ProgramResult.notRun(status, "") : ScriptedSandbox.printed(""));

        sessions.next("s", "a").take(sandbox, Program.of("a"));
        sessions.next("s", "b").take(sandbox, Program.of("b"));

        boolean kept = status == ProgramStatus.OK || status == ProgramStatus.ERROR;
        assertThat(sandbox.ran.getLast().preamble()).isEqualTo(kept ? List.of("a") : List.of());
    }

    @Test
    void aProgramWaitsForTheOneBeforeItAndNotForOtherSessions() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        ScriptedSandbox sandbox = new ScriptedSandbox(program -> {
            if (program.code().equals("a")) {
                await(other);
            } else if (program.code().equals("x")) {
                other.countDown();
            }
            return ScriptedSandbox.printed("");
        });
        Sessions.Turn first = sessions.next("s", "a");
        Sessions.Turn second = sessions.next("s", "b");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> later = threads.submit(() -> second.take(sandbox, Program.of("b")));
            Future<?> earlier = threads.submit(() -> first.take(sandbox, Program.of("a")));
            sessions.next("t", "x").take(sandbox, Program.of("x"));
            earlier.get();
            later.get();
        }

        assertThat(sandbox.ran.getLast().code()).isEqualTo("b");
        assertThat(sandbox.ran.getLast().preamble()).containsExactly("a");
    }

    @Test
    void afterAFailureOfTheSandboxTheSessionGoesOn() throws InterruptedException {
        ScriptedSandbox broken = new ScriptedSandbox(_ -> {
            throw new SandboxUnavailableException("gone");
        });
        ScriptedSandbox sound = new ScriptedSandbox(_ -> ScriptedSandbox.printed(""));
        Sessions.Turn first = sessions.next("s", "a");

        assertThatThrownBy(() -> first.take(broken, Program.of("a"))).hasMessage("gone");
        sessions.next("s", "b").take(sound, Program.of("b"));

        assertThat(sound.ran).singleElement().extracting(Program::preamble).isEqualTo(List.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException("interrupted", interruption);
        }
    }
}
