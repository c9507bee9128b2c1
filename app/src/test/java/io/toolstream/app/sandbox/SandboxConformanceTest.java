package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void onlyWhiteSpaceMayDiffer() throws IOException {
        JsonNode row = row("{'expected_output': '[1,\\n 2]'}");

        assertThat(SandboxConformance.asExpected(row, ScriptedSandbox.printed("[1, 2]\n")))
                .contains(true);
        assertThat(SandboxConformance.asExpected(row, ScriptedSandbox.printed("[1, 3]\n")))
                .contains(false);
        assertThat(SandboxConformance.asExpected(row, ScriptedSandbox.raised("[1, 2]")))
                .contains(false);
    }

    @Test
    void anExpectedErrorIsKnownByItsType() throws IOException {
        JsonNode row = row("{'expected_error': 'SympifyError', 'expected_output': 'a traceback'}");

        assertThat(SandboxConformance.asExpected(
                        row, ScriptedSandbox.raised("Traceback\nsympy.core.sympify.SympifyError: cannot: parse\n")))
                .contains(true);
        assertThat(SandboxConformance.asExpected(row, ScriptedSandbox.raised("Traceback\nNameError: SympifyError\n")))
                .contains(false);
        assertThat(SandboxConformance.asExpected(row, ScriptedSandbox.printed("a traceback")))
                .contains(false);
    }

    @Test
    void aRowRunsAfterTheEarlierOnesOfItsSessionAndEveryRowHasOneClass(@TempDir Path folder) throws Exception {
        ScriptedSandbox sandbox = new ScriptedSandbox(program -> program.code().equals("y")
                ? ScriptedSandbox.raised("Traceback\nNameError: name 'y' is not defined\n")
                : ScriptedSandbox.printed(program.code()));

        ObjectNode report = SandboxConformance.run(
                rows(
                        "{'id': 1, 'session': 'a', 'block': 0, 'code': 'x=1', 'expected_output': 'x=1'}",
                        "{'id': 2, 'session': 'b', 'block': 0, 'code': 'x', 'expected_output': '', 'mode': 'script(x)'}",
                        "{'id': 3, 'session': 'a', 'block': 1, 'code': 'x+1', 'expected_output': 'x+1'}",
                        "{'id': 4, 'session': 'c', 'block': 2, 'code': 'y', 'expected_output': 'z'}",
                        "{'id': 5, 'session': 'd', 'block': 1, 'code': 'z', 'expected_output': 'z'}",
                        "{'id': 6, 'session': 'e', 'block': 1, 'code': 'y', 'expected_error': 'NameError'}",
                        "{'id': 7, 'code': 'q'}"),
                new Recordings(folder),
                sandbox);

        JsonNode results = report.path("results");
        assertThat(results.findValuesAsText("id")).containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(results.findValuesAsText("class"))
                .containsExactly(
                        "reproduced",
                        "different",
                        "reproduced",
                        "not_judged",
                        "reproduced_without_earlier",
                        "not_judged",
                        "no_expectation");
        assertThat(report.path("classes")
                        .valueStream()
                        .mapToInt(JsonNode::asInt)
                        .sum())
                .isEqualTo(report.path("cases").asInt())
                .isEqualTo(7);
        assertThat(report.path("judged").asInt()).isEqualTo(4);
        assertThat(report.path("passed").asInt()).isEqualTo(3);
        assertThat(report.path("percent").path("of_judged").asDouble()).isEqualTo(75.0);
        assertThat(report.path("percent").path("of_all").asDouble()).isEqualTo(42.9);
        assertThat(results.path(3).has("ok")).isFalse();
        assertThat(report.path("not_judged").findValuesAsText("id")).containsExactly("4", "6", "7");
        assertThat(report.path("not_judged").findValuesAsText("reason"))
                .satisfiesExactly(
                        reason -> assertThat(reason)
                                .startsWith("2 of the 2 earlier")
                                .endsWith("'y' is not defined"),
                        reason -> assertThat(reason).contains("an error is expected"),
                        reason -> assertThat(reason).contains("neither"));
        assertThat(sandbox.ran)
                .filteredOn(ran -> ran.code().equals("x+1"))
                .extracting(Program::preamble)
                .containsExactly(List.of("x=1"));
        assertThat(sandbox.ran)
                .filteredOn(ran -> ran.echo() == Echo.NONE)
                .extracting(Program::code)
                .containsExactly("x");
    }

    @Test
    void blocksThatTheFileLacksAreTakenFromTheRecordingBesideItIfThatHoldsTheRow(@TempDir Path folder)
            throws Exception {
        Files.writeString(folder.resolve("rec.jsonl"), """
                {"debug_result":[{"role":"code","content":"other"}]}
                {"debug_result":[{"role":"code","content":"x=1"},{"role":"text","content":"?"},\
                {"role":"code","content":"x"},{"role":"code","content":"x+1"}]}
                """);
        ScriptedSandbox sandbox =
                new ScriptedSandbox(program -> ScriptedSandbox.printed(String.join(";", program.preamble())));

        ObjectNode report = SandboxConformance.run(
                rows(
                        "{'id': 1, 'session': 'rec.jsonl#1', 'block': 1, 'code': 'x', 'expected_output': 'x=1'}",
                        "{'id': 2, 'session': 'rec.jsonl#1', 'block': 2, 'code': 'x+1', 'expected_output': 'x=1;x'}",
                        "{'id': 3, 'session': 'rec.jsonl#0', 'block': 1, 'code': 'x', 'expected_output': 'other'}",
                        "{'id': 4, 'session': 'gone.jsonl#0', 'block': 1, 'code': 'x', 'expected_output': 'x=1'}",
                        "{'id': 5, 'session': '../rec.jsonl#1', 'block': 1, 'code': 'x', 'expected_output': 'x=1'}"),
                new Recordings(folder),
                sandbox);

        assertThat(report.path("results").findValuesAsText("class"))
                .containsExactly("reproduced", "reproduced", "not_judged", "not_judged", "not_judged");
        assertThat(report.path("results").path(0).path("earlier").asText()).contains("recording");
    }

    @Test
    void whatANotebookAddsIsExplained() {
        ProgramResult set = ScriptedSandbox.printed("({4, -4}, 2)");
        assertThat(SandboxConformance.reason(row("{'expected_output': '({-4, 4}, 2)'}"), set))
                .contains("another order");
        assertThat(SandboxConformance.reason(row("{'expected_output': '({-4, 5}, 2)'}"), set))
                .startsWith("not known");
    }

    private static List<JsonNode> rows(String... rows) {
        return Stream.of(rows).map(SandboxConformanceTest::row).toList();
    }

    private static JsonNode row(String json) {
        try {
            return JSON.readTree(json.replace('\'', '"'));
        } catch (IOException broken) {
            throw new IllegalArgumentException(json, broken);
        }
    }
}
