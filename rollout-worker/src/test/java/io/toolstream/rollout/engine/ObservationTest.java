package io.toolstream.rollout.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.rollout.engine.Observation.Errors;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ObservationTest {
    private static final String TRACEBACK = """
            Traceback (most recent call last):
              File "<code>", line 2, in <module>
                print(x)
                      ^
            NameError: name 'x' is not defined
            """;

    @ParameterizedTest
    @EnumSource
    void whatWasPrintedIsShownWithoutTheBlanksAroundIt(Errors errors) {
        assertThat(shown(errors, result(ProgramStatus.OK, 0, "\n 42\n\n", "a warning\n")))
                .isEqualTo("42");
    }

    @Test
    void anErrorIsShownAsSet() {
        ProgramResult failed = result(ProgramStatus.ERROR, 1, "7\n", TRACEBACK);

        assertThat(shown(Errors.LINE, failed)).isEqualTo("7\nNameError: name 'x' is not defined");
        assertThat(shown(Errors.TRACEBACK, failed)).isEqualTo("7\n" + TRACEBACK.strip());
        assertThat(shown(Errors.NAME, failed)).isEqualTo("Error: NameError");
    }

    @Test
    void theLineIsThatOfTheLastErrorAndTheFirstOfItsMessage() {
        String chained = TRACEBACK + """

                During handling of the above exception, another exception occurred:

                Traceback (most recent call last):
                  File "<code>", line 4, in <module>
                    raise ValueError('first\\nsecond')
                ValueError: first
                second
                """;

        assertThat(shown(Errors.LINE, result(ProgramStatus.ERROR, 1, "", chained)))
                .isEqualTo("ValueError: first");
    }

    @Test
    void aGroupOfErrorsIsShownByItsOwnLine() {
        String group = """
                  + Exception Group Traceback (most recent call last):
                  |   File "<code>", line 1, in <module>
                  |     raise ExceptionGroup('two', [ValueError(1), TypeError(2)])
                  | ExceptionGroup: two (2 sub-exceptions)
                  +-+---------------- 1 ----------------
                    | ValueError: 1
                    +---------------- 2 ----------------
                    | TypeError: 2
                    +------------------------------------
                """;

        assertThat(shown(Errors.LINE, result(ProgramStatus.ERROR, 1, "", group)))
                .isEqualTo("ExceptionGroup: two (2 sub-exceptions)");
    }

    @Test
    void anErrorWithoutATracebackIsWhatTheProgramSaidOrItsExitCode() {
        for (Errors errors : new Errors[] {Errors.LINE, Errors.TRACEBACK}) {
            assertThat(shown(errors, result(ProgramStatus.ERROR, 1, "", "no\ngood\n")))
                    .isEqualTo("good");
            assertThat(shown(errors, result(ProgramStatus.ERROR, 7, "", "")))
                    .isEqualTo("SystemExit: the program ended with exit code 7");
        }
        assertThat(shown(Errors.NAME, result(ProgramStatus.ERROR, 7, "", ""))).isEqualTo("Error: ERROR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TIMEOUT | -9 | TimeoutError: the program used more time than allowed | Error: TIMEOUT",
                "CPU_LIMIT | -24 | TimeoutError: the program used more processor time than allowed | Error: CPU_LIMIT",
                "OUT_OF_MEMORY | 1 | MemoryError: the program used more memory than allowed | Error: OUT_OF_MEMORY",
                "OUTPUT_LIMIT | -9 | OutputLimitError: the program printed more than allowed and was stopped | Error: OUTPUT_LIMIT",
                "KILLED | -11 | Killed: the program was ended by signal 11 | Error: KILLED"
            })
    void everyStatusHasASentenceOfItsOwn(ProgramStatus status, int exitCode, String sentence, String name) {
        ProgramResult silent = result(status, exitCode, "before\n", "");

        assertThat(shown(Errors.LINE, silent)).isEqualTo("before\n" + sentence);
        assertThat(shown(Errors.TRACEBACK, silent)).isEqualTo("before\n" + sentence);
        assertThat(shown(Errors.NAME, silent)).isEqualTo(name);
    }

    @Test
    void aProgramThatIsStoppedGentlyAndOneThatIsKilledAreTheSameLine() {
        String gently = """
                Traceback (most recent call last):
                  File "<code>", line 3, in <module>
                TimeoutError: the program used more time than allowed
                """;

        assertThat(shown(Errors.LINE, result(ProgramStatus.TIMEOUT, 1, "", gently)))
                .isEqualTo(shown(Errors.LINE, result(ProgramStatus.TIMEOUT, -9, "", "")));
        assertThat(shown(Errors.TRACEBACK, result(ProgramStatus.TIMEOUT, 1, "", gently)))
                .isEqualTo(gently.strip());
        assertThat(shown(Errors.TRACEBACK, result(ProgramStatus.TIMEOUT, -9, "", TRACEBACK)))
                .isEqualTo(TRACEBACK.strip() + "\nTimeoutError: the program used more time than allowed");
    }

    @Test
    void aRefusedProgramIsToldWhy() {
        assertThat(shown(Errors.LINE, ProgramResult.notRun(ProgramStatus.REJECTED, "it asks for more")))
                .isEqualTo("Rejected: the program was not run: it asks for more");
    }

    @Test
    void aFailureOfTheSandboxIsNeverShown() {
        assertThatThrownBy(() -> shown(Errors.LINE, ProgramResult.notRun(ProgramStatus.INFRASTRUCTURE, "gone")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INFRASTRUCTURE");
    }

    @Test
    void ofALongTextTheMiddleIsLeftOut() {
        String digits = "0123456789".repeat(50);

        for (Errors errors : Errors.values()) {
            assertThat(shown(errors, result(ProgramStatus.OK, 0, digits, "")))
                    .isEqualTo("0123456789".repeat(20) + "..." + "0123456789".repeat(20));
            assertThat(shown(errors, result(ProgramStatus.OK, 0, digits.substring(0, 400), "")))
                    .isEqualTo(digits.substring(0, 400));
        }
    }

    @Test
    void whatWasPrintedGivesWayToTheError() {
        ProgramResult failed = result(ProgramStatus.ERROR, 1, "a".repeat(500) + "b".repeat(500), TRACEBACK);

        assertThat(new Observation(Errors.LINE, 55).of(failed))
                .isEqualTo("a".repeat(10) + "..." + "b".repeat(10) + "\nNameError: name 'x' is not defined");
        assertThat(new Observation(Errors.LINE, 40).of(failed))
                .isEqualTo("aa...bb\nNameError: name 'x' is not defined");
        assertThatThrownBy(() -> new Observation(Errors.LINE, 39))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rollout.observation");
    }

    private static String shown(Errors errors, ProgramResult result) {
        return new Observation(errors, 400).of(result);
    }

    private static ProgramResult result(ProgramStatus status, int exitCode, String stdout, String stderr) {
        return new ProgramResult(
                status,
                exitCode,
                stdout,
                stderr,
                stdout.length(),
                stderr.length(),
                false,
                Duration.ZERO,
                Duration.ZERO);
    }
}
