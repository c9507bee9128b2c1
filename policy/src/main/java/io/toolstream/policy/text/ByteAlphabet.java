package io.toolstream.policy.text;

import java.nio.charset.StandardCharsets;

/// GPT-2's spelling of bytes: printable Latin-1 characters stand for themselves, the other bytes for the
/// characters from
/// U+0100 on, so that every token can be written as text without blanks.
final class ByteAlphabet {
    private static final int BYTES = 256;
    private static final char[] SPELLING = spelling();

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
