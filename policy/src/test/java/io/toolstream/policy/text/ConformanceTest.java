package io.toolstream.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
    private static final Path SHARED = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."))
            .resolve(System.getenv().getOrDefault("TOOLSTREAM_SHARED", "../shared"));
    private static final Path QWEN = SHARED.resolve("models/qwen2.5_tokenizer");

    @Test
    void allRecordedEncodingsOfQwenAreReproduced() throws IOException {
        Path vectors = SHARED.resolve("data/qwen25_tokenizer_vectors.jsonl");
        assumeThat(vectors).exists();
        ObjectNode report = TokenizerConformance.run(QWEN, vectors);
        assertThat(failures(report)).isEmpty();
        assertThat(report.get("passed").intValue())
                .isPositive()
                .isEqualTo(report.get("cases").intValue());
    }

    @Test
    void tokensSpellWhatTheReferenceDecodes() throws IOException {
        Path vectors = SHARED.resolve("data/qwen25_tokenizer_vectors.jsonl");
        assumeThat(vectors).exists();
        ObjectMapper json = new ObjectMapper();
        try (Tokenizer tokenizer = Tokenizer.read(QWEN)) {
            for (String line : Files.readAllLines(vectors)) {
                JsonNode row = json.readTree(line);
                String decoded = tokenizer.tokens(row.path("text").asText()).text();
                assertThat(decoded)
                        .isEqualTo(
                                row.hasNonNull("decoded") ? row.path("decoded").asText() : "");
            }
        }
    }

    @Test
    void allRecordedConversationsOfQwenAreReproduced() throws IOException {
        Path vectors = SHARED.resolve("data/qwen25_chat_template_vectors.jsonl");
        assumeThat(vectors).exists();
        ObjectNode report = ChatConformance.run(QWEN, vectors);
        assertThat(failures(report)).isEmpty();
        assertThat(report.get("passed").intValue())
                .isPositive()
                .isEqualTo(report.get("cases").intValue());
    }

    @Test
    void aWrongExpectationFailsAndAMissingOneIsNoVerdict(@TempDir Path folder) throws IOException {
        new BpeTrainer(300, 2, List.of("<code>")).train(List.of("a a a")).write(folder);
        // Byte-level ids of a fresh vocabulary are the bytes themselves: A = 65, B = 66.
        Path vectors = Files.writeString(folder.resolve("vectors.jsonl"), """
                {"name": "right", "text": "AB", "ids": [65, 66]}
                {"name": "wrong", "text": "AB", "ids": [65, 67]}
                {"text": "AB"}
                """);
        ObjectNode report = TokenizerConformance.run(folder, vectors);
        assertThat(report.get("cases").intValue()).isEqualTo(3);
        assertThat(report.get("passed").intValue()).isEqualTo(1);
        assertThat(report.at("/results/1/ok").booleanValue()).isFalse();
        assertThat(report.at("/results/2").has("ok")).isFalse();
        assertThat(report.at("/results/2/id").textValue()).isEqualTo("line 3");
    }

    @Test
    void aBrokenLineIsNamed(@TempDir Path folder) throws IOException {
        new BpeTrainer(300, 2, List.of()).train(List.of("a a a")).write(folder);
        Path vectors = Files.writeString(folder.resolve("vectors.jsonl"), "{\"text\": \"a\"}\n{\"ids\": [1]}\n");
        assertThatThrownBy(() -> TokenizerConformance.run(folder, vectors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("no text 'text'");
    }

    private static List<String> failures(ObjectNode report) {
        return StreamSupport.stream(report.get("results").spliterator(), false)
                .filter(result -> !result.path("ok").asBoolean(false))
                .map(result -> result.path("id").asText())
                .toList();
    }
}
