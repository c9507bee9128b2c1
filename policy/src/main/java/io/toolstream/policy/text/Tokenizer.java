package io.toolstream.policy.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Encodes and decodes with the `tokenizer.json` of a model directory. Adds nothing to a text, cuts nothing
/// from it. Safe
/// for use by several threads.
public final class Tokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokens;

    private Tokenizer(HuggingFaceTokenizer tokens) {
        this.tokens = tokens;
    }

    /// Reads the tokenizer of a model directory.
    ///
    /// @throws IllegalArgumentException if the directory holds no `tokenizer.json`
    /// @throws IOException if it cannot be read
    public static Tokenizer read(Path directory) throws IOException {
        Path file = directory.resolve("tokenizer.json");
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file + " cannot be read; give a Hugging Face model directory that holds tokenizer.json");
        }
        // Without these two the library cuts a text at 512 tokens.
        return new Tokenizer(HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false")));
    }

    /// The ids of `text`; markers in it become their single id.
    public long[] encode(String text) {
        return tokens.encode(text, false, false).getIds();
    }

    /// The text of `ids`, markers included. Bytes that form no character become U+FFFD.
    public String decode(long[] ids) {
        return tokens.decode(ids, false);
    }

    @Override
    public void close() {
        tokens.close();
    }
}
