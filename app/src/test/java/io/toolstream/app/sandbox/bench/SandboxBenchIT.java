package io.toolstream.app.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The instruments of the benchmark, with real processes. What they measure is not asserted: it depends on the machine.
@Timeout(120)
class SandboxBenchIT {
    private static ProcessSandbox sandbox;

    @BeforeAll
    static void open() throws InterruptedException {
        sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2));
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @Test
    void coldInterpretersAndTheSandboxPrintTheSame() throws Exception {
        List<String> codes = BenchProgram.PRINT.codes(5, 4);
        try (ColdInterpreter cold = new ColdInterpreter(Interpreter.path())) {
            ColdInterpreter.Batch batch = cold.bare(codes, 2);
            Load load = Load.of(sandbox, codes, 3, Limits.USUAL);

            assertThat(batch.runs()).extracting(ColdInterpreter.Run::output).containsExactlyElementsOf(load.outputs());
            assertThat(batch.runs()).allSatisfy(run -> assertThat(run.cpuMs()).isPositive());
            assertThat(load.ended(ProgramStatus.OK)).isEqualTo(4);
        }
    }

    @Test
    void processorTimeOfEndedProgramsIsCountedAndThatOfColdInterpretersIsNot() throws Exception {
        String busy = "import time\nwhile time.process_time() < 1.5:\n    pass";
        try (ColdInterpreter cold = new ColdInterpreter(Interpreter.path())) {
            ProcessTree tree = new ProcessTree(cold.pid());
            // Templates that still start would be counted.
            Load.of(sandbox, List.of("import numpy", "import sympy"), 1, Limits.USUAL);
            double before = tree.cpuMs();
            cold.bare(List.of(busy), 1);
            double afterCold = tree.cpuMs();
            Load.of(sandbox, List.of(busy), 1, Limits.USUAL);
            double afterOurs = tree.cpuMs();

            // Children are made ready beside the cold interpreter, and are counted.
            assertThat(afterCold - before).isLessThan(1_000);
            assertThat(afterOurs - afterCold).isGreaterThan(1_450);
        }
    }

    @Test
    void aLeakRunRunsEveryKindAndRenewsItsTemplates() throws Exception {
        try (ColdInterpreter cold = new ColdInterpreter(Interpreter.path())) {
            ObjectNode report = new LeakRun(Interpreter.path(), 2, 600, new ProcessTree(cold.pid())).measure();

            assertThat(report.path("of_hundred").properties())
                    .extracting(Map.Entry::getKey)
                    .contains("print", "numpy", "sympy", "session", "hostile");
            assertThat(report.path("of_hundred")
                            .valueStream()
                            .mapToInt(JsonNode::asInt)
                            .sum())
                    .isEqualTo(100);
            assertThat(report.path("templates_renewed").asInt()).isPositive();
            assertThat(report.path("infrastructure").asInt()).isZero();
        }
    }

    @Test
    void programsOfTheLeakRunEndAsTheyAreMeantTo() throws Exception {
        Load load = Load.of(sandbox, LeakPrograms.of(100), 4);

        // An error, an abort and an endless one on purpose; without a scratch folder, which not every machine allows,
        // no file can be written.
        assertThat(load.ended(ProgramStatus.OK)).isBetween(96L, 97L);
        assertThat(load.ended(ProgramStatus.KILLED)).isEqualTo(1);
        assertThat(load.ended(ProgramStatus.TIMEOUT)).isEqualTo(1);
        assertThat(load.outputs().get(35)).isEqualTo("43\n");
    }

    @Test
    void showingTheLastExpressionAsASessionDoesBreaksNoneOfThePrograms() throws Exception {
        ObjectNode report = EchoRules.measure(sandbox);

        JsonNode rules = report.path("rules");
        assertThat(rules.path("ast").path("names")).isEmpty();
        assertThat(rules.path("verl").path("names").valueStream().map(JsonNode::asText))
                .contains("ends in an assignment", "ends in a loop that prints", "a name that begins with print");
        assertThat(rules.path("none").path("names").valueStream().map(JsonNode::asText))
                .contains("ends in a tuple");
    }
}
