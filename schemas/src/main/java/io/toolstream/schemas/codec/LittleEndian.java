package io.toolstream.schemas.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Arrays of 32-bit numbers as little-endian bytes: several times faster to write and read than Avro's arrays.
final class LittleEndian {
    private LittleEndian() {}

    static ByteBuffer of(int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes;
    }

    static ByteBuffer of(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    static int[] ints(String field, ByteBuffer bytes) {
        int[] values = new int[whole(field, bytes)];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
        return values;
    }

    static float[] floats(String field, ByteBuffer bytes) {
        float[] values = new float[whole(field, bytes)];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static int whole(String field, ByteBuffer bytes) {
        if (bytes.remaining() % 4 != 0) {
            throw new IllegalArgumentException(
                    "%s has %d bytes, not a multiple of 4".formatted(field, bytes.remaining()));
        }
        return bytes.remaining() / 4;
    }
}
