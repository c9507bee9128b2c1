package io.toolstream.policy.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Encodes and decodes with the byte-level `tokenizer.json` of a model directory. Adds nothing to a text, cuts
/// nothing from it. Safe for use by several threads.
public final class Tokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokens;
    private final SpellingTable spelling;
    private final Optional<Pattern> marker;

    private Tokenizer(HuggingFaceTokenizer tokens, SpellingTable spelling) {
        this.tokens = tokens;
        this.spelling = spelling;
        // A look-ahead finds markers that overlap too.
        this.marker = spelling.added().isEmpty()
                ? Optional.empty()
                : Optional.of(Pattern.compile(spelling.added().keySet().stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", "(?=", ")"))));
    }

    /// Reads the tokenizer of a model directory.
    ///
    /// @throws IllegalArgumentException if the directory holds no byte-level `tokenizer.json`
    /// @throws IOException if it cannot be read
    public static Tokenizer read(Path directory) throws IOException {
        Path file = directory.resolve("tokenizer.json");
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file + " cannot be read; give a Hugging Face model directory that holds tokenizer.json");
        }
        SpellingTable spelling = SpellingTable.read(file);
        // Without these two the library cuts a text at 512 tokens.
        return new Tokenizer(
                HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false")), spelling);
    }

    /// One more than the largest id.
    public int size() {
        return spelling.bytes().length;
    }

    /// The id of an added token, if the vocabulary has one that is written `text`.
    public OptionalInt marker(String text) {
        Integer id = spelling.added().get(text);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The ids of `text`; markers in it become their single id.
    public long[] encode(String text) {
        return tokens.encode(text, false, false).getIds();
    }

    /// The tokens of `text` and what they spell, which is `text` in Unicode's composed form.
    public TokenText tokens(String text) {
        return spell(encode(text));
    }

    /// The tokens of `before`, `foreign` and `after` in a row, where markers inside `foreign` are spelt with
    /// ordinary
    /// tokens: text from outside cannot end a turn or open one.
    public TokenText tokens(String before, String foreign, String after) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder(before);
        int start = 0;
        if (marker.isPresent()) {
            Matcher matcher = marker.get().matcher(foreign);
            while (matcher.find()) {
                int cut = foreign.offsetByCodePoints(matcher.start(), 1);
                pieces.add(piece.append(foreign, start, cut).toString());
                piece.setLength(0);
                start = cut;
            }
        }
        pieces.add(piece.append(foreign, start, foreign.length()).append(after).toString());
        TokenSpeller speller = new TokenSpeller(this);
        for (String part : pieces) {
            for (long id : encode(part)) {
                speller.accept((int) id);
            }
        }
        return speller.spelt();
    }

    /// The given tokens and what they spell.
    ///
    /// @throws IllegalArgumentException if the vocabulary lacks an id
    public TokenText spell(long[] ids) {
        TokenSpeller speller = new TokenSpeller(this);
        for (long id : ids) {
            speller.accept(Math.toIntExact(id));
        }
        return speller.spelt();
    }

    /// The text of `ids`, markers included. Bytes that form no character become U+FFFD.
    public String decode(long[] ids) {
        return tokens.decode(ids, false);
    }

    /// What `id` spells, to be read only.
    ///
    /// @throws IllegalArgumentException if the vocabulary lacks it
    byte[] bytes(int id) {
        if (id < 0 || id >= size()) {
            throw new IllegalArgumentException("token " + id + " is outside the vocabulary of " + size()
                    + "; use the tokenizer that belongs to the model");
        }
        return spelling.bytes()[id];
    }

    @Override
    public void close() {
        tokens.close();
    }
}
