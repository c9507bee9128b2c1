package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessSandboxIT {
    private static final SandboxSettings SETTINGS = SandboxSettings.usual(Interpreter.path(), 2);

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

    @Test
    void aPrintedTextComesBack() throws InterruptedException {
        ProgramResult result = sandbox.run(Program.of("print('é', 1)"));

        assertThat(result.status()).isEqualTo(ProgramStatus.OK);
        assertThat(result.stdout()).isEqualTo("é 1\n");
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void theLastExpressionIsShownAndNoneIsNot() throws InterruptedException {
        assertThat(sandbox.run(Program.of("x = 2\nx * 21")).stdout()).isEqualTo("42\n");
        assertThat(sandbox.run(Program.of("None")).stdout()).isEmpty();
        assertThat(sandbox.run(echoed("1 + 1", Echo.NONE)).stdout()).isEmpty();
    }

    @Test
    void theRulesOfTheOthersCanBeChosen() throws InterruptedException {
        assertThat(sandbox.run(echoed("x = 2\nx", Echo.VERL)).stdout()).isEqualTo("2\n");
        assertThat(sandbox.run(echoed("x = 2", Echo.VERL)).status()).isEqualTo(ProgramStatus.ERROR);
        assertThat(sandbox.run(echoed("x = 3\nx", Echo.RETOOL)).stdout()).isEqualTo("3\n");
        assertThat(sandbox.run(echoed("print(5)\n6", Echo.RETOOL)).stdout()).isEqualTo("5\n");
    }

    @Test
    void anErrorShowsTheProgramsOwnFramesOnly() throws InterruptedException {
        ProgramResult result = sandbox.run(Program.of("import json\ndef f():\n  json.loads('{')\nf()"));

        assertThat(result.status()).isEqualTo(ProgramStatus.ERROR);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr()).contains("line 4").contains("line 3").doesNotContain("json/decoder", ".py");
        assertThat(result.lastErrorLine()).startsWith("json.decoder.JSONDecodeError");
    }

    @Test
    void exitCodesAreThoseOfTheProgram() throws InterruptedException {
        assertThat(sandbox.run(Program.of("exit(0)")).status()).isEqualTo(ProgramStatus.OK);
        ProgramResult failed = sandbox.run(Program.of("import sys\nsys.exit(7)"));
        assertThat(failed.status()).isEqualTo(ProgramStatus.ERROR);
        assertThat(failed.exitCode()).isEqualTo(7);
    }

    @Test
    void aSleeperIsStoppedWithALineNumberAndKeepsWhatItPrinted() throws InterruptedException {
        ProgramResult result = sandbox.run(quick("print('before')\nimport time\ntime.sleep(60)", 400));

        assertThat(result.status()).isEqualTo(ProgramStatus.TIMEOUT);
        assertThat(result.stdout()).isEqualTo("before\n");
        assertThat(result.stderr()).contains("line 3").contains("TimeoutError");
    }

    @Test
    void aProgramThatSwallowsTheTimeoutIsKilled() throws InterruptedException {
        ProgramResult result = sandbox.run(
                quick("import time\nwhile True:\n  try: time.sleep(60)\n  except BaseException: pass", 300));

        assertThat(result.status()).isEqualTo(ProgramStatus.TIMEOUT);
        assertThat(result.exitCode()).isEqualTo(-9);
    }

    @Test
    void aLongComputationInCIsKilled() throws InterruptedException {
        assertThat(sandbox.run(quick("9**9**9", 300)).status()).isEqualTo(ProgramStatus.TIMEOUT);
    }

    @Test
    void processorTimeIsLimitedApartFromTheWall() throws InterruptedException {
        Limits limits = new Limits(
                Duration.ofSeconds(20), Duration.ofSeconds(1), 1L << 28, 1 << 20, 64, 64, 8, 65_536, 1 << 20);

        assertThat(sandbox.run(Program.of("while True: pass").with(limits)).status())
                .isEqualTo(ProgramStatus.CPU_LIMIT);
    }

    @Test
    void memoryBeyondTheLimitIsAMemoryError() throws InterruptedException {
        ProgramResult result = sandbox.run(Program.of("x = [0] * (1 << 30)"));

        assertThat(result.status()).isEqualTo(ProgramStatus.OUT_OF_MEMORY);
        assertThat(result.lastErrorLine()).isEqualTo("MemoryError");
    }

    @Test
    void whatWasPrintedBeforeTheStreamWasReplacedIsShown() throws InterruptedException {
        assertThat(sandbox.run(Program.of("import io, sys\nprint('a', end='')\nsys.stdout = io.StringIO()"))
                        .stdout())
                .isEqualTo("a");
    }

    @Test
    void inputIsRead() throws InterruptedException {
        Program program = new Program("print(input()[::-1])", List.of(), "abc\n", Echo.AST, 0, Limits.USUAL);

        assertThat(sandbox.run(program).stdout()).isEqualTo("cba\n");
    }

    @Test
    void aProgramRunTwicePrintsTheSame() throws InterruptedException {
        String code = "import random\nprint(random.random(), hash('a'), {'b', 'c', 'd'})";

        assertThat(sandbox.run(Program.of(code)).stdout())
                .isEqualTo(sandbox.run(Program.of(code)).stdout());
    }

    @Test
    void programsLeaveNothingForEachOther() throws InterruptedException {
        sandbox.run(
                Program.of("import builtins, math\nbuiltins.print = None\nmath.pi = 3\nopen('kept', 'w').write('x')"));

        ProgramResult after = sandbox.run(Program.of("import math, os\nprint(math.pi, os.path.exists('kept'))"));

        assertThat(after.stdout()).isEqualTo("3.141592653589793 False\n");
    }

    @Test
    void whatAWriteReturnsIsNotShown() throws InterruptedException {
        assertThat(sandbox.run(Program.of("import sys\nsys.stdout.write('a')")).stdout())
                .isEqualTo("a");
    }

    @Test
    void generatorsOfNumpyRepeatWithTheSeedAndDifferWithout() throws InterruptedException {
        String code = "import numpy as np\nprint(np.random.rand(), np.random.default_rng().random())";
        Program seeded = new Program(code, List.of(), "", Echo.AST, 7, Limits.USUAL);

        String first = sandbox.run(seeded).stdout();

        assertThat(first).hasLineCount(1).isEqualTo(sandbox.run(seeded).stdout());
        assertThat(sandbox.run(Program.of(code)).stdout()).isNotEqualTo(first);
    }

    /// Its own generator is made by an import, so without a seed it would differ from template to template.
    @Test
    void sympysGeneratorFollowsTheSeed() throws InterruptedException {
        String code = "from sympy.core.random import random\nimport sympy\nprint(random())";
        Program seeded = new Program(code, List.of(), "", Echo.AST, 7, Limits.USUAL);
        Program other = new Program(code, List.of(), "", Echo.AST, 8, Limits.USUAL);

        String first = sandbox.run(seeded).stdout();

        assertThat(first).hasLineCount(1).isNotEqualTo(sandbox.run(other).stdout());
        try (ProcessSandbox another = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 1))) {
            assertThat(another.run(seeded).stdout()).isEqualTo(first);
        }
    }

    /// The interpreter's own memory, with all that a template has made room for, does not count.
    @Test
    void aProgramMayAskForAlmostAllOfItsMemoryAndForNoMore() throws InterruptedException {
        Limits eight = new Limits(
                Duration.ofSeconds(10), Duration.ofSeconds(10), 8 << 20, 1 << 20, 64, 64, 4, 65_536, 1 << 20);

        assertThat(sandbox.run(Program.of("len(bytearray(7 << 20))").with(eight))
                        .stdout())
                .isEqualTo("7340032\n");
        assertThat(sandbox.run(Program.of("len(bytearray(9 << 20))").with(eight))
                        .status())
                .isEqualTo(ProgramStatus.OUT_OF_MEMORY);
    }

    /// Templates run programs of the sandbox's own before they serve.
    @Test
    void aProgramSeesNothingOfWhatTheTemplateRan() throws InterruptedException {
        Program program = new Program(
                """
                import gc, linecache, sys
                print(seen, [name for name in linecache.cache if name != "<code>"])
                print([value for value in gc.get_objects() if type(value).__name__ == "traceback"])
                print(getattr(sys, "last_type", None), sorted(name for name in globals() if not name.startswith("__")))
                """, List.of("import linecache\nseen = linecache.cache.get('<code>')"), "", Echo.AST, 0, Limits.USUAL);

        assertThat(sandbox.run(program).stdout())
                .isEqualTo("None ['<block 1>']\n[]\nNone ['gc', 'linecache', 'seen', 'sys']\n");
    }

    @Test
    void theSandboxsOwnModulesAreNoneOfAProgram() throws InterruptedException {
        assertThat(sandbox.run(Program.of("import child")).stderr())
                .contains("ModuleNotFoundError: No module named 'child'");
    }

    @Test
    void multiprocessingSaysThatItCannot() throws InterruptedException {
        ProgramResult result =
                sandbox.run(Program.of("from multiprocessing import Pool, cpu_count\nprint(cpu_count())\nPool(2)"));

        assertThat(result.stdout()).isEqualTo("1\n");
        assertThat(result.lastErrorLine()).contains("multiprocessing.Pool is not available in the sandbox");
    }

    @Test
    void filesAndThreadsAreLimitedInNumberAsAsked() throws InterruptedException {
        Limits few = new Limits(
                Duration.ofSeconds(10), Duration.ofSeconds(10), 1L << 30, 1 << 20, 64, 10, 3, 65_536, 1 << 20);
        String threads = """
                import threading
                ended = threading.Event()
                try:
                    for number in range(10):
                        threading.Thread(target=ended.wait).start()
                except RuntimeError as error:
                    print(number, error)
                ended.set()
                """;

        assertThat(sandbox.run(Program.of(threads).with(few)).stdout())
                .isEqualTo("3 can't start new thread: a program may run 3\n");
        if (sandbox.tier().startsWith("A")) {
            String files = "for number in range(20):\n  open(f'f{number}', 'w').close()\n";
            assertThat(sandbox.run(Program.of(files).with(few)).lastErrorLine()).contains("No space left");
        }
    }

    @Test
    void anInputLargerThanAPipeIsRead() throws InterruptedException {
        Program program =
                new Program("print(len(open(0).read()))", List.of(), "é".repeat(300_000), Echo.AST, 0, Limits.USUAL);

        assertThat(sandbox.run(program).stdout()).isEqualTo("300000\n");
    }

    @Test
    void anInputLargerThanAPipeNeedNotBeRead() throws InterruptedException {
        Program program =
                new Program("print(input())", List.of(), "first\n" + "x".repeat(200_000), Echo.AST, 0, Limits.USUAL);

        assertThat(sandbox.run(program).stdout()).isEqualTo("first\n");
    }

    @Test
    void largerLimitsThanTheSandboxGivesAreRejected() throws InterruptedException {
        ProgramResult result = sandbox.run(Program.of("1").with(Limits.USUAL.withWall(Duration.ofHours(1))));

        assertThat(result.status()).isEqualTo(ProgramStatus.REJECTED);
        assertThat(result.stderr()).contains("at most");
    }

    @Test
    void aLayerThatIsMissingRefusesTheStart() {
        SandboxSettings demanding = SETTINGS.without(Set.of("namespaces")).demanding(List.of("own pid namespace"));

        assertThatThrownBy(() -> new ProcessSandbox(demanding).close())
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("own pid namespace")
                .hasMessageContaining("exit 78");
    }

    @ParameterizedTest
    @ValueSource(strings = {"os.write(1, b'x' * 65536)", "try:\n  time.sleep(9)\n except BaseException:\n  pass"})
    void aProgramThatClosesItsJobAndIsKilledEndsNoOther(String meanwhile) throws Exception {
        Program hostile = quick("import os, time\nos.close(3)\nwhile True:\n " + meanwhile, 500);
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<ProgramResult> bystander =
                    threads.submit(() -> sandbox.run(Program.of("import time\ntime.sleep(2.5)\nprint(1)")));

            assertThat(sandbox.run(hostile).status()).isIn(ProgramStatus.OUTPUT_LIMIT, ProgramStatus.TIMEOUT);
            assertThat(bystander.get().stdout()).isEqualTo("1\n");
        }
    }

    @Test
    void theClockOfAProgramStartsWithItAndNotWithItsQueueing() throws Exception {
        int programs = 4;
        Program brief = quick("import time\ntime.sleep(1.2)\nprint(1)", 2_000);
        try (ProcessSandbox narrow = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 1));
                ExecutorService threads = Executors.newFixedThreadPool(programs)) {
            List<Future<ProgramResult>> results = IntStream.range(0, programs)
                    .mapToObj(_ -> threads.submit(() -> narrow.run(brief)))
                    .toList();

            for (Future<ProgramResult> result : results) {
                assertThat(result.get().status()).isEqualTo(ProgramStatus.OK);
                assertThat(result.get().wall()).isLessThan(Duration.ofSeconds(2));
            }
            // One at a time: a program that the supervisor had already was over its limit by the clock of its arrival.
            assertThat(narrow.metrics().waits().quantile(1)).isGreaterThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void aSandboxThatDoesNotStartLeavesNoFiles(@TempDir Path temporary) {
        List<SandboxSettings> failing = List.of(
                SandboxSettings.usual(Path.of("/no/python3"), 1),
                SETTINGS.without(Set.of("namespaces")).demanding(List.of("own pid namespace")));

        assertThat(failing)
                .allSatisfy(settings -> assertThatThrownBy(() -> new ProcessSandbox(settings, temporary).close())
                        .isInstanceOf(SandboxUnavailableException.class));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aMissingInterpreterIsNamed() {
        assertThatThrownBy(() -> new ProcessSandbox(SandboxSettings.usual(Path.of("/no/python3"), 1)).close())
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("/no/python3")
                .hasMessageContaining("install Python 3");
    }

    private static Program echoed(String code, Echo echo) {
        return new Program(code, List.of(), "", echo, 0, Limits.USUAL);
    }

    private static Program quick(String code, int wallMs) {
        return Program.of(code).with(Limits.USUAL.withWall(Duration.ofMillis(wallMs)));
    }
}
