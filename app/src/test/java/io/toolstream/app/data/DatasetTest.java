package io.toolstream.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetTest {
    private static final Path DATA = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."))
            .resolve(System.getenv().getOrDefault("TOOLSTREAM_SHARED", "../shared"))
            .resolve("data");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"question\": \"How many?\", \"answer\": \"2 + 2 = <<2+2=4>>4\\n#### 1,004\"} | How many? | 1004",
                "{\"problem\": \"P\", \"answer\": 27.0, \"question\": \"Q\"} | Q | 27",
                "{\"problem\": \"P\", \"solution\": \"so $\\\\boxed{\\\\frac{1}{2}}$\"} | P | \\frac{1}{2}",
                "{\"problem\": \"P\", \"expected_answer\": \"204\"} | P | 204",
                "{\"question\": \"P\", \"final_answer\": [\"$3$\"]} | P | $3$",
                "{\"prompt\": [{\"role\": \"user\", \"content\": \"C\"}], \"reward_model\": {\"ground_truth\": \"-1\"}}"
                        + " | C | -1",
            })
    void everyPublishedFormIsUnderstood(String row, String question, String answer) throws IOException {
        DatasetItem item = only(row);

        assertThat(item.problem().question()).isEqualTo(question);
        assertThat(item.answer().answer()).isEqualTo(answer);
        assertThat(item.problem().problemId()).isEqualTo(item.answer().problemId());
    }

    @Test
    void theInstructionsAroundAnOriginalDapoPromptAreTakenOff() throws IOException {
        DatasetItem item = only("""
                {"prompt": [{"role": "user", "content": "Solve the following math problem step by step. The last line \
                of your response should be of the form Answer: $Answer (without quotes) where $Answer is the answer to \
                the problem.\\n\\nWhat is 1?\\n\\nRemember to put your answer on its own line after \\"Answer:\\"."}], \
                "reward_model": {"ground_truth": "1"}}""");

        assertThat(item.problem().question()).isEqualTo("What is 1?");
    }

    @Test
    void theSameQuestionHasTheSameIdInEveryFileAndIsTakenOnce() throws IOException {
        Dataset dataset = Dataset.read(
                file(
                        "{\"question\": \"How  many\\neggs?\", \"answer\": \"3\"}",
                        "{\"question\": \"Another\", \"answer\": \"3\"}",
                        "{\"problem\": \"How many eggs?\", \"answer\": \"3\"}",
                        "{\"problem\": \"How many eggs?\", \"answer\": \"4\"}"),
                10,
                false);

        assertThat(dataset.items())
                .extracting(item -> item.problem().problemId().value())
                .containsExactly(
                        only("{\"prompt\": \"How many eggs?\", \"answer\": \"5\"}")
                                .problem()
                                .problemId()
                                .value(),
                        only("{\"prompt\": \"Another\", \"answer\": \"5\"}")
                                .problem()
                                .problemId()
                                .value());
        assertThat(dataset.duplicates())
                .extracting(Dataset.Duplicate::place, Dataset.Duplicate::sameAnswer)
                .containsExactly(
                        tuple(folder.resolve("rows.jsonl") + ", line 3", true),
                        tuple(folder.resolve("rows.jsonl") + ", line 4", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"question\": \"Q\" | line 2 is not JSON",
                "[1] | line 2 is no JSON object",
                "{\"answer\": \"1\"} | line 2 has no question",
                "{\"question\": \"Q\", \"solution\": \"no box\"} | line 2 has no answer",
                "{\"question\": \"Q\", \"answer\": \" \"} | line 2 has no answer",
            })
    void aBrokenLineIsNamed(String line, String message) throws IOException {
        Path file = file("{\"question\": \"A\", \"answer\": \"1\"}", line);

        assertThatThrownBy(() -> Dataset.read(file, 10, false))
                .isInstanceOf(BrokenDatasetException.class)
                .hasMessageContaining(file + ", " + message);
    }

    @Test
    void aRowWithoutAnAnswerIsLeftOutWhereThatIsAskedForAndABrokenLineIsNot() throws IOException {
        Path lacking = file("{\"question\": \"A\", \"answer\": \"\"}", "{\"question\": \"B\", \"answer\": \"1\"}");

        Dataset dataset = Dataset.read(lacking, 10, true);

        assertThat(dataset.items()).hasSize(1);
        assertThat(dataset.unusable()).singleElement().asString().contains(lacking + ", line 1 has no answer");
        Path broken = file("{\"question\": \"B\", \"answer\": \"1\"}", "{");
        assertThatThrownBy(() -> Dataset.read(broken, 10, true)).isInstanceOf(BrokenDatasetException.class);
    }

    @Test
    void linesBehindTheLimitAreNotRead() throws IOException {
        Path file = file("{\"question\": \"A\", \"answer\": \"1\"}", "broken");

        assertThat(Dataset.read(file, 1, false).items()).hasSize(1);
    }

    @Test
    void aFileThatIsNoParquetIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.parquet"), "not Parquet at all, but long enough for a footer");

        assertThatThrownBy(() -> Dataset.read(file, 10, false))
                .isInstanceOf(BrokenDatasetException.class)
                .hasMessageContaining(file + " is not a readable Parquet file");
    }

    @Test
    void theDapoFileHoldsTheQuestionsThatItsSourceCounts() throws IOException {
        Path file = DATA.resolve("dapo_math_17k.parquet");
        assumeThat(file).exists();

        Dataset dataset = Dataset.read(file, Integer.MAX_VALUE, false);

        assertThat(dataset.items().size() + dataset.duplicates().size()).isEqualTo(17_917);
        assertThat(dataset.items())
                .allSatisfy(item -> assertThat(item.answer().answer()).matches("-?\\d+"));
        assertThat(dataset.items().getFirst().problem().question()).startsWith("In triangle $ABC$");
        assertThat(dataset.items().getFirst().answer().answer()).isEqualTo("34");
    }

    private DatasetItem only(String row) throws IOException {
        return Dataset.read(Files.writeString(folder.resolve("one.json"), row), 10, false)
                .items()
                .getFirst();
    }

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("rows.jsonl"), String.join("\n", lines) + "\n");
    }
}
