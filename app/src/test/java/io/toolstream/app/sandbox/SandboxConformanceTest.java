package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
    void aRowRunsAfterTheEarlierOnesOfItsSessionAndIsNotJudgedWithoutThem() throws Exception {
        List<JsonNode> rows = Stream.of(
                        "{'id': 1, 'session': 'a', 'block': 0, 'code': 'x=1', 'expected_output': 'x=1'}",
                        "{'id': 2, 'session': 'b', 'block': 0, 'code': 'x', 'expected_output': '', 'mode': 'script(x)'}",
                        "{'id': 3, 'session': 'a', 'block': 1, 'code': 'x+1', 'expected_output': 'x+1'}",
                        "{'id': 4, 'session': 'c', 'block': 2, 'code': 'y', 'expected_output': 'z'}",
                        "{'id': 5, 'code': 'q'}")
                .map(SandboxConformanceTest::row)
                .toList();
        ScriptedSandbox sandbox = new ScriptedSandbox(program -> ScriptedSandbox.printed(program.code()));

        ObjectNode report = SandboxConformance.run(rows, sandbox);

        assertThat(report.path("cases").asInt()).isEqualTo(5);
        assertThat(report.path("passed").asInt()).isEqualTo(2);
        JsonNode results = report.path("results");
        assertThat(results.findValuesAsText("id")).containsExactly("1", "2", "3", "4", "5");
        assertThat(results.path(1).path("ok").asBoolean(true)).isFalse();
        assertThat(results.path(3).has("ok")).isFalse();
        assertThat(results.path(3).path("reason").asText()).contains("2 earlier block(s)");
        assertThat(results.path(4).has("ok")).isFalse();
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
    void whatANotebookAddsIsExplained() {
        ProgramResult set = ScriptedSandbox.printed("({4, -4}, 2)");
        assertThat(SandboxConformance.reason(row("{'expected_output': '({-4, 4}, 2)'}"), set))
                .contains("another order");
        assertThat(SandboxConformance.reason(row("{'expected_output': '({-4, 5}, 2)'}"), set))
                .startsWith("not known");
    }

    private static JsonNode row(String json) {
        try {
            return JSON.readTree(json.replace('\'', '"'));
        } catch (IOException broken) {
            throw new IllegalArgumentException(json, broken);
        }
    }
}
