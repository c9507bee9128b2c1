package io.toolstream.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Over a vocabulary whose ids 0 to 255 are the bytes and 256 is `<code>`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenTextTest {
    private Tokenizer tokenizer;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        new BpeTrainer(257, 2, List.of("<code>")).train(List.of()).write(folder);
        tokenizer = Tokenizer.read(folder);
    }

    @AfterAll
    void close() {
        tokenizer.close();
    }

    @Test
    void aCharacterBelongsToTheTokenThatCompletesIt() {
        // é is C3 A9, the smiling face F0 9F 99 82.
        TokenText tokens = tokenizer.spell(new long[] {'a', 0xC3, 0xA9, 0xF0, 0x9F, 0x99, 0x82, 256});
        assertThat(tokens.text()).isEqualTo("aé🙂<code>");
        assertThat(tokens.textEnds()).containsExactly(1, 1, 3, 3, 3, 3, 7, 13);
    }

    @Test
    void aByteThatFormsNoCharacterIsReplacedWhenThatIsKnown() {
        TokenText tokens = tokenizer.spell(new long[] {0xC3, 'a', 0xFF});
        assertThat(tokens.text()).isEqualTo("\uFFFDa\uFFFD");
        assertThat(tokens.textEnds()).containsExactly(0, 4, 7);
    }

    @Test
    void anUnfinishedCharacterAtTheEndBelongsToTheLastToken() {
        TokenText tokens = tokenizer.spell(new long[] {'a', 0xF0, 0x9F});
        assertThat(tokens.text()).isEqualTo("a\uFFFD");
        assertThat(tokens.textEnds()).containsExactly(1, 1, 4);
    }

    @Test
    void spellingByTokenEqualsSpellingAtOnce() {
        Random random = new Random(7);
        byte[] alphabet = "a<é∑🙂\n".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] =
                        random.nextInt(4) == 0 ? (byte) random.nextInt(256) : alphabet[random.nextInt(alphabet.length)];
            }
            long[] ids = new long[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                ids[i] = Byte.toUnsignedInt(bytes[i]);
            }
            assertThat(tokenizer.spell(ids).text()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void markersInForeignTextAreSpeltWithOrdinaryTokens() {
        TokenText tokens = tokenizer.tokens("<code>", "x<code>y<<code>", "<code>");
        assertThat(tokens.text()).isEqualTo("<code>x<code>y<<code><code>");
        assertThat(tokens.ids()[0]).isEqualTo(256);
        assertThat(tokens.ids()[tokens.size() - 1]).isEqualTo(256);
        assertThat(IntStream.of(tokens.ids()).filter(id -> id == 256)).hasSize(2);
    }

    @Test
    void anIdOutsideTheVocabularyIsRefused() {
        assertThatThrownBy(() -> tokenizer.spell(new long[] {257}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token 257 is outside the vocabulary of 257");
    }

    @Test
    void endsThatDoNotAgreeWithTheTextAreRefused() {
        assertThatThrownBy(() -> new TokenText("é", new int[] {1}, new int[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("end at byte 1 of a text of 2 bytes");
    }
}
