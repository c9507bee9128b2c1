package io.toolstream.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    private static final List<String> MARKERS = List.of("<|im_end|>", "<code>");
    private static final List<String> TEXTS =
            List.of("print(pow(12,3,7))<|im_end|>", "print(12)\nprint(3)", "the print of the sum", "the sum");

    @Test
    void theMostFrequentPairIsMergedFirst() {
        Vocabulary vocabulary = new BpeTrainer(256 + 2, 2, List.of()).train(List.of("ab ab ab cd"));

        // (a, b) occurs three times, then (blank, ab) twice; the pairs of "cd" occur once.
        assertThat(vocabulary.merges())
                .containsExactly(new Vocabulary.Merge("a", "b"), new Vocabulary.Merge("\u0120", "ab"));
    }

    @Test
    void aPairBelowTheLeastCountIsLeftAlone() {
        assertThat(new BpeTrainer(300, 4, List.of()).train(List.of("ab ab ab")).merges())
                .isEmpty();
    }

    @Test
    void anIndependentLibraryReadsAndRoundTrips(@TempDir Path folder) throws IOException {
        Vocabulary vocabulary = new BpeTrainer(280, 2, MARKERS).train(TEXTS);
        vocabulary.write(folder);
        try (Tokenizer tokenizer = Tokenizer.read(folder)) {
            for (String text : List.of("print(4096)", "é ∑ 🙂 <code>\n x\n", "the<|im_end|>", "  a\r\n\n b ")) {
                assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            }
            assertThat(tokenizer.encode("<code>"))
                    .containsExactly(vocabulary.tokens().size() + 1);
            assertThat(tokenizer.encode("4096")).hasSize(4);
            assertThat(tokenizer.encode("print"))
                    .containsExactly(vocabulary.tokens().getOrDefault("print", -1));
            assertThat(tokenizer.encode("7".repeat(5_000))).hasSize(5_000);
        }
    }

    @Test
    void aSizeWithoutRoomForTheBytesIsRefused() {
        assertThatThrownBy(() -> new BpeTrainer(100, 2, MARKERS).train(TEXTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 258");
    }
}
