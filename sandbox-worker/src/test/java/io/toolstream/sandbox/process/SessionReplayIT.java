package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The earlier programs of a session, which run before one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionReplayIT {
    @SuppressWarnings("NullAway.Init")
    private ProcessSandbox sandbox;

    @BeforeAll
    void open() throws InterruptedException {
        sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2));
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void aSessionIsReplayedSilently() throws InterruptedException {
        Program program =
                new Program("x + 1", List.of("x = 41\nprint('unseen')", "1/0", "y = 1"), "", Echo.AST, 0, Limits.USUAL);

        ProgramResult result = sandbox.run(program);

        assertThat(result.stdout()).isEqualTo("42\n");
        assertThat(result.stderr()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raise KeyboardInterrupt",
                "import os\nos._exit(0)",
                "import os\nos.write(1, b'unseen')",
                "import sys\nsys.stdout.close()",
                "import io, sys\nsys.stdout = io.StringIO()",
                "import sys\nsys.__stdout__ = None",
                "print('unseen', end='')"
            })
    void anEarlierProgramOfASessionTakesNothingFromALaterOne(String earlier) throws InterruptedException {
        Program program = new Program("print(x)", List.of("x = 41\n" + earlier), "", Echo.AST, 0, Limits.USUAL);

        ProgramResult result = sandbox.run(program);

        assertThat(result.status()).isEqualTo(ProgramStatus.OK);
        assertThat(result.stdout()).isEqualTo("41\n");
    }

    @Test
    void whatASessionsLoggerWritesIsShownFromTheProgramOnly() throws InterruptedException {
        Program program = new Program(
                "log.warning('shown')",
                List.of("import logging, sys\nlogging.basicConfig(stream=sys.stdout, format='%(message)s')\n"
                        + "log = logging.getLogger()\nlog.warning('unseen')"),
                "",
                Echo.NONE,
                0,
                Limits.USUAL);

        assertThat(sandbox.run(program).stdout()).isEqualTo("shown\n");
    }
}
