package io.toolstream.policy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.TokenText;
import io.toolstream.policy.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Over a vocabulary of bytes, whose ids are their values, and five markers from 256 on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HermesFormatTest {
    private static final String CALL =
            "<tool_call>\n{\"name\": \"code_interpreter\", \"arguments\": {\"code\": \"print(2+2)\"}}\n</tool_call>";

    private Tokenizer tokenizer;
    private HermesFormat format;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        List<String> markers = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>");
        new BpeTrainer(261, 2, markers).train(List.of()).write(folder);
        tokenizer = Tokenizer.read(folder);
        format = new HermesFormat(tokenizer, ChatTemplate.read(folder));
    }

    @AfterAll
    void close() {
        tokenizer.close();
    }

    @Test
    void theFormOfTheAnswerIsAskedForOnce() {
        String asked = format.asked("What is 2+2?", ToolUse.ALLOWED);

        assertThat(asked).isEqualTo("What is 2+2?" + HermesFormat.ANSWER_FORMAT);
        assertThat(format.asked(asked, ToolUse.ALLOWED)).isEqualTo(asked);
    }

    @Test
    void aCallIsReadWhenTheTurnEnds() {
        assertThat(read("I compute. " + CALL)).isEqualTo(new Reading.Writing());
        assertThat(read("I compute. " + CALL + "<|im_end|>")).isEqualTo(new Reading.CodeCall("print(2+2)"));
    }

    @Test
    void theFirstOfSeveralCallsIsRun() {
        String second = CALL.replace("2+2", "3");
        assertThat(read(CALL + "\n" + second + "<|im_end|>")).isEqualTo(new Reading.CodeCall("print(2+2)"));
    }

    @Test
    void escapesInTheProgramAreUndone() {
        assertThat(read(CALL.replace("print(2+2)", "a = \\\"x\\\"\\nprint(a)") + "<|im_end|>"))
                .isEqualTo(new Reading.CodeCall("a = \"x\"\nprint(a)"));
    }

    @Test
    void aCallWithoutARunnableProgramIsToldApart() {
        assertThat(reason("<tool_call>{\"name\": </tool_call>")).contains("not valid JSON");
        assertThat(reason("<tool_call>{} {}</tool_call>")).contains("not valid JSON");
        assertThat(reason(CALL.replace("code_interpreter", "search"))).contains("no tool named 'search'");
        assertThat(reason(CALL.replace("\"code\"", "\"program\""))).contains("no argument 'code'");
        assertThat(reason("<tool_call>\n{\"name\"")).contains("not closed");
    }

    @Test
    void aTurnWithoutACallIsTheLastAndItsBoxTheAnswer() {
        assertThat(read("So \\boxed{3} or \\boxed{4}.<|im_end|>")).isEqualTo(new Reading.Finished(Optional.of("4")));
        assertThat(read("I give up.<|im_end|>")).isEqualTo(new Reading.Finished(Optional.empty()));
    }

    @Test
    void theObservationBeginsWithTheLineEndAfterTheTurn() {
        TokenText shown = format.observation(tokenizer.tokens(CALL + "<|im_end|>"), "4\n");
        assertThat(shown.modelIds())
                .containsExactly(
                        ids("\n", 257, "user\n<tool_response>\n4\n</tool_response>", 258, "\n", 257, "assistant\n"));
    }

    @Test
    void aTurnThatEndsTheTextIsClosedFirst() {
        assertThat(format.observation(tokenizer.tokens(CALL + "<|endoftext|>"), "4")
                        .ids())
                .startsWith(258, '\n', 257);
    }

    @Test
    void withoutToolsCallsAreTextAndTheirMarkersAreBanned() {
        assertThat(format.banned(ToolUse.OFF)).containsExactlyInAnyOrder(259, 260);
        TurnReader reader = format.reader(ToolUse.OFF);
        assertThat(read(reader, CALL + "\\boxed{4}<|im_end|>")).isEqualTo(new Reading.Finished(Optional.of("4")));
    }

    @Test
    void aTrajectoryIsTheConversationThatQwensTemplateRenders() throws IOException {
        Path model = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."))
                .resolve(System.getenv().getOrDefault("TOOLSTREAM_SHARED", "../shared"))
                .resolve("models/qwen2.5_tokenizer");
        assumeThat(model).exists();
        ChatTemplate template = ChatTemplate.read(model);
        try (Tokenizer qwen = Tokenizer.read(model)) {
            HermesFormat hermes = new HermesFormat(qwen, template);
            TokenText prompt = hermes.prompt("What is 2+2?", ToolUse.ALLOWED);
            TokenText turn = qwen.tokens(CALL + "<|im_end|>");
            TokenText shown = hermes.observation(turn, "4\n");
            String asked = "What is 2+2?" + HermesFormat.ANSWER_FORMAT;
            Map<String, Object> call =
                    Map.of("function", Map.of("name", "code_interpreter", "arguments", Map.of("code", "print(2+2)")));
            String rendered = template.render(
                    List.of(
                            Map.of("role", "user", "content", asked),
                            Map.of("role", "assistant", "content", "", "tool_calls", List.of(call)),
                            Map.of("role", "tool", "content", "4")),
                    HermesFormat.tools(ToolMode.STATELESS),
                    true);
            assertThat(prompt.text() + turn.text() + shown.text()).isEqualTo(rendered);
            assertThat(Stream.of(prompt, turn, shown)
                            .flatMapToLong(part -> LongStream.of(part.modelIds()))
                            .toArray())
                    .containsExactly(qwen.encode(rendered));
        }
    }

    private Reading read(String text) {
        return read(format.reader(ToolUse.ALLOWED), text);
    }

    private Reading read(TurnReader reader, String text) {
        Reading reading = new Reading.Writing();
        for (int id : tokenizer.tokens(text).ids()) {
            reading = reader.accept(id);
        }
        return reading;
    }

    private String reason(String text) {
        return read(text + "<|im_end|>") instanceof Reading.Unreadable(String reason) ? reason : "readable";
    }

    /// Ids of markers, and the bytes of texts.
    private static long[] ids(Object... parts) {
        return Stream.of(parts)
                .flatMapToLong(part ->
                        part instanceof String text ? text.chars().asLongStream() : LongStream.of((Integer) part))
                .toArray();
    }
}
