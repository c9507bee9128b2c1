package io.toolstream.schemas;

import java.util.Arrays;

/// Where each token ends in the UTF-8 bytes of a segment's text, `[n]`; ascending, equal where a token adds no byte.
///
/// Bytes and not characters, because a token may end inside a character.
public final class TextEnds {
    private final int[] values;

    private TextEnds(int[] values) {
        this.values = values;
    }

    public static TextEnds of(int... values) {
        int previous = 0;
        for (int i = 0; i < values.length; i++) {
            Require.that(values[i] >= previous, "text end %d at token %d lies before %d", values[i], i, previous);
            previous = values[i];
        }
        return new TextEnds(values.clone());
    }

    public int size() {
        return values.length;
    }

    public int get(int index) {
        return values[index];
    }

    /// Where the last token ends, in bytes; 0 when there is no token.
    public int last() {
        return values.length == 0 ? 0 : values[values.length - 1];
    }

    public int[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextEnds that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return values.length <= 16 ? Arrays.toString(values) : "TextEnds[%d]".formatted(values.length);
    }
}
