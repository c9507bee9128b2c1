package io.toolstream.rollout.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.policy.format.ToolMode;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatChoiceTest {
    private static final List<String> MARKERS = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<code>",
            "</code>",
            "<interpreter>",
            "</interpreter>",
            "<tool_call>",
            "</tool_call>");

    @Test
    void everyChoiceIsTheFormatOfThatName(@TempDir Path folder) throws IOException {
        new BpeTrainer(256 + MARKERS.size(), 2, MARKERS).train(List.of()).write(folder);
        try (Tokenizer tokenizer = Tokenizer.read(folder)) {
            ChatTemplate template = ChatTemplate.read(folder);

            assertThat(FormatChoice.RETOOL
                            .over(tokenizer, template, "", ToolMode.SESSION)
                            .name())
                    .isEqualTo("retool");
            assertThat(FormatChoice.HERMES
                            .over(tokenizer, template, "", ToolMode.SESSION)
                            .name())
                    .isEqualTo("hermes");
        }
    }
}
