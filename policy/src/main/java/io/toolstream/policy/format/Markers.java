package io.toolstream.policy.format;

import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which markers a vocabulary has as tokens of their own.
final class Markers {
    private Markers() {}

    /// The ids of those of `texts` that are single tokens.
    static Set<Integer> ids(Tokenizer tokenizer, String... texts) {
        return Stream.of(texts)
                .map(tokenizer::marker)
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The tokens that end a turn.
    ///
    /// @throws IllegalArgumentException if the vocabulary has none
    static Set<Integer> ends(Tokenizer tokenizer) {
        Set<Integer> ends = ids(tokenizer, ChatTemplate.TURN_END, "<|endoftext|>");
        if (ends.isEmpty()) {
            throw new IllegalArgumentException("the vocabulary has neither <|im_end|> nor <|endoftext|>; "
                    + "give a model whose chat format is ChatML, such as Qwen");
        }
        return ends;
    }
}
