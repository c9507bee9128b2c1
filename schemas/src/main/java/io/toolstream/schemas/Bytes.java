package io.toolstream.schemas;

import java.util.Arrays;
import java.util.HexFormat;

/// Immutable bytes; copied in and out.
public final class Bytes {
    private final byte[] values;

    private Bytes(byte[] values) {
        this.values = values;
    }

    public static Bytes of(byte... values) {
        return new Bytes(values.clone());
    }

    public int size() {
        return values.length;
    }

    public byte[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        int shown = Math.min(16, values.length);
        return "Bytes[%d: %s%s]"
                .formatted(values.length, HexFormat.of().formatHex(values, 0, shown), shown < values.length ? "…" : "");
    }
}
