package io.toolstream.learner.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.toolstream.learner.sft.Message.Role;
import io.toolstream.policy.format.HermesFormat;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolFormat;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.TokenText;
import io.toolstream.policy.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Over a vocabulary of bytes, whose ids are their values, and markers from 256 on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversationEncoderTest {
    private static final int TURN_START = 257;
    private static final int TURN_END = 258;
    private static final int CODE = 259;
    private static final int CODE_END = 260;
    private static final int INTERPRETER = 261;
    private static final int INTERPRETER_END = 262;
    private static final int CALL = 265;
    private static final int CALL_END = 266;
    private static final String CALLING =
            "<tool_call>\n{\"name\": \"code_interpreter\", \"arguments\": {\"code\": \"print(4)\"}}\n</tool_call>";

    private Tokenizer tokenizer;
    private ToolFormat retool;
    private ConversationEncoder encoder;
    private ConversationEncoder hermes;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        List<String> markers = new ArrayList<>(RetoolFormat.MARKERS);
        markers.addAll(List.of("<tool_call>", "</tool_call>"));
        new BpeTrainer(267, 2, markers).train(List.of()).write(folder);
        tokenizer = Tokenizer.read(folder);
        ChatTemplate template = ChatTemplate.read(folder);
        retool = new RetoolFormat(tokenizer, template, "");
        encoder = new ConversationEncoder(tokenizer, template, retool);
        hermes = new ConversationEncoder(tokenizer, template, new HermesFormat(tokenizer, template));
    }

    @AfterAll
    void close() {
        tokenizer.close();
    }

    @Test
    void theAssistantsTokensAndTheEndOfItsTurnAreLearnt() {
        assertRow(
                encoder.row(said(Role.USER, "Hi", Role.ASSISTANT, "Ho")),
                forced(TURN_START, "user\nHi", TURN_END, "\n", TURN_START, "assistant\n"),
                learnt("Ho", TURN_END));
    }

    @Test
    void outputInsideAnAssistantsMessageIsNot() {
        assertRow(
                encoder.row(said(
                        Role.USER,
                        "Q",
                        Role.ASSISTANT,
                        "Try\n<code>\nprint(4)\n</code>\n<interpreter>\n4\n</interpreter>\n\nSo 4.")),
                forced(TURN_START, "user\nQ", TURN_END, "\n", TURN_START, "assistant\n"),
                learnt("Try\n", CODE, "\nprint(4)\n", CODE_END),
                forced("\n", INTERPRETER, "\n4\n", INTERPRETER_END),
                learnt("\n\nSo 4.", TURN_END));
    }

    @Test
    void aToolsMessageIsNotEither() {
        assertRow(
                hermes.row(said(
                        Role.USER, "Q", Role.ASSISTANT, "Try " + CALLING, Role.TOOL, "4\n", Role.ASSISTANT, "So 4.")),
                forced(TURN_START, "user\nQ" + HermesFormat.ANSWER_FORMAT, TURN_END, "\n", TURN_START, "assistant\n"),
                learnt(
                        "Try ",
                        CALL,
                        "\n{\"name\": \"code_interpreter\", \"arguments\": {\"code\": \"print(4)\"}}\n",
                        CALL_END,
                        TURN_END),
                forced("\n", TURN_START, "user\n<tool_response>\n4\n</tool_response>", TURN_END, "\n"),
                forced(TURN_START, "assistant\n"),
                learnt("So 4.", TURN_END));
    }

    @Test
    void everyTurnOfTheAssistantIsLearnt() {
        assertRow(
                encoder.row(said(
                        Role.SYSTEM, "S", Role.USER, "Q", Role.ASSISTANT, "A", Role.USER, "R", Role.ASSISTANT, "B")),
                forced(TURN_START, "system\nS", TURN_END, "\n"),
                forced(TURN_START, "user\nQ", TURN_END, "\n", TURN_START, "assistant\n"),
                learnt("A", TURN_END),
                forced("\n", TURN_START, "user\nR", TURN_END, "\n", TURN_START, "assistant\n"),
                learnt("B", TURN_END));
    }

    /// `prompt`, what the policy writes, `observation`, as a rollout puts them one after the other.
    @ParameterizedTest
    @CsvSource({
        "'\n<interpreter>\n', '\n</interpreter>'",
        "'<interpreter>', '</interpreter>'",
        "'\n\n<interpreter>\n', '\n\n</interpreter>'",
        "'\r\n<interpreter>\r\n', '\r\n</interpreter>'"
    })
    void theTokensAreThoseOfATrajectoryWhateverLineEndsTheFileHas(String before, String after) {
        TokenText turn = tokenizer.tokens("Try <code>\nprint(4)\n</code>");
        TokenText again = tokenizer.tokens("\nAgain <code>5/0</code>");
        TokenText last = tokenizer.tokens("\n<answer>\\boxed{4}</answer><|im_end|>");
        String content = turn.text() + before + "4" + after + again.text() + before
                + "Error: <|im_end|> ZeroDivisionError" + after + "\n<answer>\\boxed{4}</answer>";

        assertThat(encoder.row(said(Role.USER, "What is 4?", Role.ASSISTANT, content))
                        .ids())
                .containsExactly(Stream.of(
                                retool.prompt("What is 4?", ToolUse.ALLOWED),
                                turn,
                                retool.observation(turn, "4\n"),
                                again,
                                retool.observation(again, "Error: <|im_end|> ZeroDivisionError\n"),
                                last)
                        .flatMapToLong(part -> LongStream.of(part.modelIds()))
                        .toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "a<|im_end|>b, contains <|im_end|>",
        "<|im_start|><code>x</code><interpreter>4</interpreter>, contains <|im_start|>",
        "<code>x</code> 4., goes on after the </code>",
        "<code>x</code>, goes on after the </code>",
        "<code>x</code> <code>y</code><interpreter>4</interpreter>, goes on after the </code>",
        "x</code><interpreter>4</interpreter>, no <code> opens",
        "x<interpreter>4</interpreter>, follows no program",
        "<code>x</code><interpreter>4, not closed"
    })
    void whatARolloutCouldNotHavePlayedIsRefused(String content, String sentence) {
        assertThatThrownBy(() -> encoder.row(said(Role.USER, "Q", Role.ASSISTANT, content)))
                .isInstanceOf(UnusableConversationException.class)
                .hasMessageContaining("message 2")
                .hasMessageContaining(sentence);
    }

    @Test
    void theOtherFormatIsRefused() {
        Conversation calling = said(Role.USER, "Q", Role.ASSISTANT, CALLING, Role.TOOL, "4", Role.ASSISTANT, "4");
        Conversation tagged = said(Role.USER, "Q", Role.ASSISTANT, "<code>x</code><interpreter>4</interpreter>4");

        assertThatThrownBy(() -> encoder.row(calling))
                .hasMessageContaining("asks for no program in the way of format retool");
        assertThatThrownBy(() -> hermes.row(tagged)).hasMessageContaining("choose format retool");
        assertThatThrownBy(() -> hermes.row(said(Role.USER, "Q", Role.ASSISTANT, CALLING)))
                .hasMessageContaining("asks for a program and nothing answers");
    }

    @Test
    void aVocabularyWithoutTheEndOfATurnIsRefused(@TempDir Path bare) throws IOException {
        new BpeTrainer(257, 2, List.of("<|endoftext|>")).train(List.of()).write(bare);
        try (Tokenizer other = Tokenizer.read(bare)) {
            ChatTemplate template = new ChatTemplate(ChatTemplate.PLAIN);
            assertThatThrownBy(() -> new ConversationEncoder(other, template, new RetoolFormat(other, template, "")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no marker <|im_end|>");
        }
    }

    /// The rendering of the whole conversation by the model's own template is another road to the same
    /// tokens.
    @Test
    void callsAsFieldsAreWrittenAsQwensTemplateWritesThem() throws IOException {
        Path model = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."))
                .resolve(System.getenv().getOrDefault("TOOLSTREAM_SHARED", "../shared"))
                .resolve("models/qwen2.5_tokenizer");
        assumeThat(Files.exists(model)).isTrue();
        ChatTemplate template = ChatTemplate.read(model);
        try (Tokenizer qwen = Tokenizer.read(model)) {
            HermesFormat format = new HermesFormat(qwen, template);
            List<Map<String, Object>> calls = List.of(Map.of(
                    "function", Map.of("name", "code_interpreter", "arguments", Map.of("code", "print(\"é\")\n"))));
            String asked = format.asked("What is é?", ToolUse.ALLOWED);
            WeightedRow row = new ConversationEncoder(qwen, template, format)
                    .row(new Conversation(List.of(
                            Message.of(Role.USER, "What is é?"),
                            new Message(Role.ASSISTANT, "I run it.", calls),
                            Message.of(Role.TOOL, "é\n"),
                            Message.of(Role.ASSISTANT, "A letter."),
                            Message.of(Role.USER, "And then?"),
                            Message.of(Role.ASSISTANT, "Nothing."))));

            String whole = template.render(
                    List.of(
                            Map.of("role", "user", "content", asked),
                            Map.of("role", "assistant", "content", "I run it.", "tool_calls", calls),
                            Map.of("role", "tool", "content", "é"),
                            Map.of("role", "assistant", "content", "A letter."),
                            Map.of("role", "user", "content", "And then?"),
                            Map.of("role", "assistant", "content", "Nothing.")),
                    format.functions(ToolUse.ALLOWED),
                    false);
            assertThat(row.ids()).containsExactly(qwen.encode(whole.stripTrailing()));
        }
    }

    private static Conversation said(Object... rolesAndContents) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < rolesAndContents.length; i += 2) {
            messages.add(Message.of((Role) rolesAndContents[i], (String) rolesAndContents[i + 1]));
        }
        return new Conversation(messages);
    }

    private static void assertRow(WeightedRow row, WeightedRow... parts) {
        List<Long> ids = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        for (WeightedRow part : parts) {
            for (int t = 0; t < part.ids().length; t++) {
                ids.add(part.ids()[t]);
                weights.add(part.weights()[t]);
            }
        }
        assertThat(LongStream.of(row.ids()).boxed()).isEqualTo(ids);
        assertThat(row.weights()).containsExactly(weights.toArray(Float[]::new));
    }

    private static WeightedRow forced(Object... parts) {
        return weighted(0, parts);
    }

    private static WeightedRow learnt(Object... parts) {
        return weighted(1, parts);
    }

    /// Ids of markers, and the bytes of texts.
    private static WeightedRow weighted(float weight, Object... parts) {
        long[] ids = Stream.of(parts)
                .flatMapToLong(part ->
                        part instanceof String text ? text.chars().asLongStream() : LongStream.of((Integer) part))
                .toArray();
        float[] weights = new float[ids.length];
        Arrays.fill(weights, weight);
        return new WeightedRow(ids, weights);
    }
}
