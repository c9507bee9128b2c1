package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/// `sandbox run` as typed, with a real sandbox.
@Timeout(120)
class SandboxRunCommandIT {
    private record Answer(int code, String out, String err) {
        List<JsonNode> rows() {
            return out.lines()
                    .map(line -> {
                        try {
                            return new ObjectMapper().readTree(line);
                        } catch (java.io.IOException broken) {
                            throw new AssertionError(line, broken);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void aProgramsOutputIsThatOfTheCommandAndItsFailureTheExitCode() {
        Answer well = run("print(6 * 7)\n'é'", "run");
        assertThat(well).isEqualTo(new Answer(0, "42\n'é'\n", ""));

        Answer failed = run("print(1)\nraise ValueError('no')", "run", "--json");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.rows()).singleElement().satisfies(row -> {
            assertThat(row.path("status").asText()).isEqualTo("ERROR");
            assertThat(row.path("stdout").asText()).isEqualTo("1\n");
            assertThat(row.path("stderr").asText()).endsWith("ValueError: no\n");
        });
    }

    @Test
    void manyKeepTheirOrderWhileSlowAndBrokenOnesAreAmongThem() {
        StringBuilder lines = new StringBuilder();
        lines.append("{\"id\":\"slow\",\"code\":\"import time\\ntime.sleep(0.5)\\nprint('slow')\"}\n");
        for (int n = 0; n < 60; n++) {
            lines.append("{\"id\":%d,\"code\":\"x = %d\\nx\"}%n".formatted(n, n));
        }
        lines.append("{\"id\":60,\"code\":\n");
        lines.append("{\"id\":\"late\",\"code\":\"while True: pass\",\"limits\":{\"wallMs\":200}}\n");
        lines.append("{\"id\":\"one\",\"code\":\"y = input()\",\"stdin\":\"in\\n\",\"session\":\"s\"}\n");
        lines.append("{\"id\":\"two\",\"code\":\"y + 'to'\",\"stdin\":\"in\\n\",\"session\":\"s\"}\n");

        Answer answer = run(lines.toString(), "run", "--jsonl", "--parallel", "3");

        List<JsonNode> rows = answer.rows();
        assertThat(answer.code()).isZero();
        assertThat(rows).hasSize(65);
        assertThat(rows.getFirst().path("stdout").asText()).isEqualTo("slow\n");
        IntStream.range(0, 60).forEach(n -> {
            assertThat(rows.get(n + 1).path("id").asInt(-1)).isEqualTo(n);
            assertThat(rows.get(n + 1).path("stdout").asText()).isEqualTo(n + "\n");
        });
        assertThat(rows.get(61).path("id").asText()).isEqualTo("line 62");
        assertThat(rows.get(61).path("status").asText()).isEqualTo("REJECTED");
        assertThat(rows.get(61).path("stderr").asText()).startsWith("line 62: it is not JSON");
        assertThat(rows.get(62).path("status").asText()).isEqualTo("TIMEOUT");
        assertThat(rows.get(64).path("stdout").asText()).isEqualTo("'into'\n");
    }

    @Test
    void aStoppedProgramIsNoPartOfItsSessionThatTheLaterOnesRunAgain() {
        String lines = """
                {"id":1,"code":"x = 1","session":"s"}
                {"id":2,"code":"x = 2\\nwhile True: pass","session":"s","limits":{"wallMs":300}}
                {"id":3,"code":"x += 10\\n1/0","session":"s"}
                {"id":4,"code":"x","session":"s"}
                """;

        List<JsonNode> rows = run(lines, "run", "--jsonl", "--parallel", "4").rows();

        assertThat(rows).extracting(row -> row.path("status").asText()).containsExactly("OK", "TIMEOUT", "ERROR", "OK");
        assertThat(rows.getLast().path("stdout").asText()).isEqualTo("11\n");
    }

    private static Answer run(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            int code = new CommandLine(new SandboxCommand())
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute(arguments);
            return new Answer(code, out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }
}
