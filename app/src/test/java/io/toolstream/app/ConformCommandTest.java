package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformCommandTest {
    private static final String ROWS = """
            {"id": "half", "gold": "\\\\frac{1}{2}", "answer": "0.5", "equal": true}
            {"id": "third", "gold": "\\\\frac{1}{3}", "answer": "0.333", "equal": true}
            {"id": "open", "gold": "2", "answer": "3"}
            """;

    @TempDir
    Path folder;

    @Test
    void theReportKeepsTheFilesOrderAndJudgesOnlyRowsWithAnExpectation() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), ROWS);

        Ran ran = Ran.command("conform", "grader", file.toString(), "--json");

        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(ran.code()).isZero();
        assertThat(report.path("cases").asInt()).isEqualTo(3);
        assertThat(report.path("passed").asInt()).isEqualTo(1);
        assertThat(report.path("results").findValuesAsText("id")).containsExactly("half", "third", "open");
        assertThat(report.path("results").path(0).path("actual").path("equal").asBoolean())
                .isTrue();
        assertThat(report.path("results").path(2).has("ok")).isFalse();
    }

    @Test
    void aMismatchFailsOnlyWhereStrictnessIsAskedFor() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), ROWS);

        assertThat(Ran.command("conform", "grader", file.toString()).code()).isZero();
        Ran strict = Ran.command("conform", "grader", file.toString(), "--strict");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.out()).contains("third").contains("3 cases, 2 with an expectation, 1 as expected, 1 not");
    }

    @Test
    void anArrayIsReadAsWell() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.json"), "[{\"fn\": \"none\", \"input\": \"x\"}]");

        assertThat(Ran.command("conform", "grader", file.toString()).out()).startsWith("1 cases, 0 with");
    }

    @Test
    void aBrokenLineIsRefusedByFileAndLine() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), ROWS + "{\"gold\": \n");

        Ran ran = Ran.command("conform", "grader", file.toString(), "--json");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(file + ", line 4").hasLineCount(1);
    }

    @Test
    void anAbsentFileIsRefused() {
        Ran ran = Ran.command("conform", "dapo", folder.resolve("none").toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("none cannot be read").hasLineCount(1);
    }

    @Test
    void anAbsentTokenizerIsRefusedNamingTheOption() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), "{\"text\": \"a\"}\n");

        Ran ran = Ran.command("conform", "tokenizer", file.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--model").hasLineCount(1);
    }
}
