package io.toolstream.schemas;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Token ids, `[n]`, in the order they were read or written; immutable, copied in and out.
public final class TokenIds {
    private static final TokenIds EMPTY = new TokenIds(new int[0]);

    private final int[] values;

    private TokenIds(int[] values) {
        this.values = values;
    }

    public static TokenIds of(int... values) {
        for (int i = 0; i < values.length; i++) {
            Require.that(values[i] >= 0, "token id %d at %d is negative", values[i], i);
        }
        return values.length == 0 ? EMPTY : new TokenIds(values.clone());
    }

    public static TokenIds empty() {
        return EMPTY;
    }

    public int size() {
        return values.length;
    }

    public int get(int index) {
        return values[index];
    }

    public int[] toArray() {
        return values.clone();
    }

    public IntStream stream() {
        return Arrays.stream(values);
    }

    /// The greatest id, or -1 when there is none.
    public int greatest() {
        return Arrays.stream(values).max().orElse(-1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenIds that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return values.length <= 16 ? Arrays.toString(values) : "TokenIds[%d]".formatted(values.length);
    }
}
