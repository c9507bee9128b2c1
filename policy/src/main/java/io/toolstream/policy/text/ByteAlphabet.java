package io.toolstream.policy.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// GPT-2's spelling of bytes: printable Latin-1 characters stand for themselves, the other bytes for the
/// characters from
/// U+0100 on, so that every token can be written as text without blanks.
final class ByteAlphabet {
    private static final int BYTES = 256;
    private static final char[] SPELLING = spelling();
    private static final int[] VALUES = values();

    private ByteAlphabet() {}

    static char of(int value) {
        return SPELLING[value];
    }

    static String of(String text) {
        StringBuilder spelt = new StringBuilder();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            spelt.append(of(Byte.toUnsignedInt(value)));
        }
        return spelt.toString();
    }

    /// The bytes that `spelt` stands for; a character outside the alphabet stands for itself in UTF-8.
    static byte[] bytes(String spelt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(spelt.length());
        spelt.codePoints().forEach(character -> {
            int value = character < VALUES.length ? VALUES[character] : -1;
            if (value >= 0) {
                bytes.write(value);
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    private static int[] values() {
        int[] values = new int[2 * BYTES];
        Arrays.fill(values, -1);
        for (int value = 0; value < BYTES; value++) {
            values[SPELLING[value]] = value;
        }
        return values;
    }

    private static char[] spelling() {
        char[] spelling = new char[BYTES];
        int next = BYTES;
        for (int value = 0; value < BYTES; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
            spelling[value] = (char) (printable ? value : next++);
        }
        return spelling;
    }
}
