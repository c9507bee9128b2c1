package io.toolstream.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.learner.sft.ConversationEncoder;
import io.toolstream.learner.sft.WeightedRow;
import io.toolstream.policy.format.HermesFormat;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationRowsTest {
    private static final String GOOD = "{\"messages\": [{\"role\": \"user\", \"content\": \"Q\"},"
            + " {\"role\": \"assistant\", \"content\": \"A\"}]}";
    private static final int GOOD_TOKENS = 1 + "user\nQ".length() + 3 + "assistant\nA".length() + 1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path model;

    @SuppressWarnings("NullAway.Init")
    private static Tokenizer tokenizer;

    @SuppressWarnings("NullAway.Init")
    private static ConversationEncoder encoder;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws IOException {
        new BpeTrainer(265, 2, RetoolFormat.MARKERS).train(List.of()).write(model);
        tokenizer = Tokenizer.read(model);
        ChatTemplate template = ChatTemplate.read(model);
        encoder = new ConversationEncoder(tokenizer, template, new RetoolFormat(tokenizer, template, ""));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"conversations\": [{\"from\": \"human\", \"value\": \"Q\"}, {\"from\": \"gpt\", \"value\": \"A\"}]}",
                "{\"id\": 7, \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"Q\"}]},"
                        + " {\"role\": \"assistant\", \"content\": \"A\", \"tool_calls\": null}]}",
                "[" + GOOD + "]"
            })
    void everyPublishedFormIsUnderstood(String row) throws IOException {
        WeightedRow one = only(row);

        assertThat(one.ids()).isEqualTo(only(GOOD).ids()).hasSize(GOOD_TOKENS);
        assertThat(tokenizer.decode(one.ids()))
                .isEqualTo("<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\nA<|im_end|>");
    }

    @Test
    void callsMayStateTheirArgumentsAsTextAndLackAContent() throws IOException {
        ChatTemplate calling = new ChatTemplate(
                "{%- for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{{ m.content }}{%- for c in m.tool_calls %}"
                        + "{{ '<tool_call>{\"name\": \"' + c.function.name + '\", \"arguments\": '"
                        + " + c.function.arguments|tojson + '}</tool_call>' }}{%- endfor %}{{ '<|im_end|>\\n' }}"
                        + "{%- endfor %}{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}");
        ConversationEncoder hermes = new ConversationEncoder(tokenizer, calling, new HermesFormat(tokenizer, calling));
        Path file = file("{\"messages\": [{\"role\": \"user\", \"content\": \"Q\"}, {\"role\": \"assistant\","
                + " \"content\": null, \"tool_calls\": [{\"type\": \"function\", \"function\": {\"name\":"
                + " \"code_interpreter\", \"arguments\": \"{\\\"code\\\": \\\"print(4)\\\"}\"}}]}, {\"role\": \"tool\","
                + " \"content\": \"4\"}, {\"role\": \"assistant\", \"content\": \"4\"}]}");

        WeightedRow row =
                ConversationRows.read(file, hermes, 1_000, false).rows().getFirst();

        assertThat(tokenizer.decode(row.ids()))
                .contains(
                        "assistant\n<tool_call>{\"name\": \"code_interpreter\", \"arguments\": {\"code\": \"print(4)\"}}"
                                + "</tool_call><|im_end|>\n<|im_start|>user\n<tool_response>\n4\n</tool_response><|im_end|>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\": [ | is not JSON",
                GOOD + " x | is not JSON",
                "7 | is no JSON object",
                "{\"prompt\": \"Q\"} | neither messages nor conversations",
                "{\"messages\": \"Q\"} | messages is no list",
                "{\"messages\": []} | messages is no list",
                "{\"messages\": [{\"role\": \"robot\", \"content\": \"Q\"}]} | message 1 has the role 'robot'",
                "{\"messages\": [{\"content\": \"Q\"}]} | message 1 has the role ''",
                "{\"messages\": [{\"role\": \"user\", \"content\": 7}]} | message 1 has no content that is text",
                "{\"messages\": [{\"role\": \"user\"}]} | message 1 has no content that is text",
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image\"}]}]} | message 1 has a part that is no text",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Q\"}, {\"role\": \"assistant\", \"content\": \"\"}]}"
                        + " | message 2, the assistant's, is empty",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Q\"}]} | the last message is the user's",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Q\"}, {\"role\": \"assistant\", \"tool_calls\":"
                        + " [{\"function\": {\"name\": \"f\", \"arguments\": \"{\"}}]}]} | arguments are not JSON",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Q\"}, {\"role\": \"assistant\", \"tool_calls\":"
                        + " [{\"function\": {\"name\": \"f\"}}]}]} | without a function's name and arguments"
            })
    void aBrokenLineIsRefusedByFileLineAndReason(String line, String reason) throws IOException {
        Path file = file(GOOD, "", line);

        assertThatThrownBy(() -> ConversationRows.read(file, encoder, 100, false))
                .isInstanceOf(BrokenDatasetException.class)
                .hasMessageContaining(file + ", line 3")
                .hasMessageContaining(reason);
    }

    @Test
    void aLongConversationIsRefusedOrLeftOutByName() throws IOException {
        Path file = file(GOOD, GOOD.replace("\"A\"", "\"Ah\""));

        assertThatThrownBy(() -> ConversationRows.read(file, encoder, GOOD_TOKENS, false))
                .isInstanceOf(BrokenDatasetException.class)
                .hasMessageContaining(
                        "line 2: %d tokens are more than the %d positions".formatted(GOOD_TOKENS + 1, GOOD_TOKENS));
        ConversationRows lenient = ConversationRows.read(file, encoder, GOOD_TOKENS, true);
        assertThat(lenient.rows()).hasSize(1);
        assertThat(lenient.leftOut()).singleElement().asString().contains("line 2");
    }

    @Test
    void aFileWithoutAConversationIsRefused() throws IOException {
        assertThatThrownBy(() -> ConversationRows.read(file(" "), encoder, 100, true))
                .hasMessageContaining("holds no conversations; give");
        assertThatThrownBy(() -> ConversationRows.read(file(GOOD), encoder, 2, true))
                .hasMessageContaining("holds no conversations that can be learnt from (first: ");
    }

    @Test
    void textInAnotherEncodingIsRefused() throws IOException {
        Path file = folder.resolve("latin.jsonl");
        Files.write(file, GOOD.replace("Q", "é").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ConversationRows.read(file, encoder, 100, false))
                .isInstanceOf(BrokenDatasetException.class)
                .hasMessageContaining("not UTF-8");
    }

    private WeightedRow only(String line) throws IOException {
        List<WeightedRow> rows =
                ConversationRows.read(file(line), encoder, 1_000, false).rows();
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("talks.jsonl"), String.join("\n", lines));
    }
}
