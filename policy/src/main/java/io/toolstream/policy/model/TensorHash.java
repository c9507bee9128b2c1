package io.toolstream.policy.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// Names the exact bits of tensors.
public final class TensorHash {
    private static final int BLOCK = 1 << 14;

    private TensorHash() {}

    /// SHA-256, in hexadecimal, over each name as UTF-8, its length in elements, and its elements as
    /// little-endian 32-bit floats, in the order given.
    public static String of(Map<String, float[]> tensors) {
        MessageDigest digest = sha256();
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        tensors.forEach((name, values) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(block.clear().putLong(0).putLong(values.length).flip());
            for (int from = 0; from < values.length; from += BLOCK) {
                block.clear();
                for (int i = from; i < Math.min(values.length, from + BLOCK); i++) {
                    block.putInt(Float.floatToRawIntBits(values[i]));
                }
                digest.update(block.flip());
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
