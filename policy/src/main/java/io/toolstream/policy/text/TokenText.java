package io.toolstream.policy.text;

import java.nio.charset.StandardCharsets;

/// A run of tokens and the text that they spell, exact in both directions: the ids are those that were
/// sampled or
/// forced, and the text is what they spell, never the other way round.
///
/// Where a token ends in the middle of a character, the character belongs to the token that completes it.
/// Bytes that
/// form no character are spelt U+FFFD.
///
/// @param text what the tokens spell
/// @param ids the tokens, `[T]`
/// @param textEnds the end of each token in bytes of `text` in UTF-8, `[T]`, never falling
@SuppressWarnings("ArrayRecordComponent")
public record TokenText(String text, int[] ids, int[] textEnds) {
    /// Checks that the three agree.
    ///
    /// @throws IllegalArgumentException if lengths differ, ends fall, or the last end is not that of the text
    public TokenText {
        if (ids.length != textEnds.length) {
            throw new IllegalArgumentException(
                    ids.length + " ids and " + textEnds.length + " ends; give one end for each id");
        }
        int last = 0;
        for (int end : textEnds) {
            if (end < last) {
                throw new IllegalArgumentException(
                        "a token ends at byte " + end + " before its predecessor at " + last);
            }
            last = end;
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (last != length) {
            throw new IllegalArgumentException("the tokens end at byte " + last + " of a text of " + length + " bytes");
        }
    }

    /// How many tokens there are.
    public int size() {
        return ids.length;
    }

    /// The ids as the model takes them, `[T]`.
    public long[] modelIds() {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        return wide;
    }
}
