package io.toolstream.policy.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/// Weights as published: each rounded to bfloat16, little-endian, all tensors in canonical order without a header.
public final class WeightBytes {
    /// The name of the format in manifests.
    public static final String DTYPE = "bf16";

    private static final int HALF = 16;
    private static final int ROUND_DOWN = 0x7FFF;

    private WeightBytes() {}

    /// The bytes of `named`, in its order, which is that of [Decoder#weights()].
    public static byte[] encode(Map<String, float[]> named) {
        int elements = named.values().stream().mapToInt(values -> values.length).sum();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(elements, Short.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        named.values().forEach(values -> {
            for (float value : values) {
                bytes.putShort(rounded(value));
            }
        });
        return bytes.array();
    }

    /// Weights by Hugging Face name, in canonical order.
    ///
    /// @throws IllegalArgumentException if the bytes are not those of this configuration
    public static Map<String, float[]> decode(ModelConfig config, byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        long elements = Weight.of(config).stream().mapToLong(Weight::elements).sum();
        if (encoded.length != elements * Short.BYTES) {
            throw new IllegalArgumentException("weights of " + encoded.length + " bytes do not fit a configuration of "
                    + elements + " elements of 2 bytes; fetch the configuration of the same version");
        }
        Map<String, float[]> named = new LinkedHashMap<>();
        for (Weight weight : Weight.of(config)) {
            float[] values = new float[weight.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(bytes.getShort() << HALF);
            }
            named.put(weight.name(), values);
        }
        return named;
    }

    /// To the nearest, ties to the even one; NaN stays NaN.
    private static short rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> HALF) | 0x40);
        }
        return (short) ((bits + ROUND_DOWN + ((bits >>> HALF) & 1)) >>> HALF);
    }
}
