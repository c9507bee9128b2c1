package io.toolstream.policy.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Spells tokens one at a time, as they are sampled. Holds back the bytes of an unfinished character until a
/// later
/// token completes it. For one thread.
public final class TokenSpeller {
    private static final int FIRST_ROOM = 64;

    private final Tokenizer tokenizer;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final StringBuilder text = new StringBuilder();
    private byte[] unfinished = new byte[0];
    private int[] ids = new int[FIRST_ROOM];
    private int[] ends = new int[FIRST_ROOM];
    private int count;
    private int bytes;

    /// A speller of nothing yet.
    public TokenSpeller(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Adds a token.
    ///
    /// @throws IllegalArgumentException if the vocabulary has no such id
    public void accept(int id) {
        byte[] spelling = tokenizer.bytes(id);
        ByteBuffer in = ByteBuffer.allocate(unfinished.length + spelling.length)
                .put(unfinished)
                .put(spelling)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, false);
        unfinished = Arrays.copyOfRange(in.array(), in.position(), in.limit());
        String fresh = out.flip().toString();
        text.append(fresh);
        bytes += fresh.getBytes(StandardCharsets.UTF_8).length;
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ids[count] = id;
        ends[count] = bytes;
        count++;
    }

    /// How many UTF-16 units the finished characters are so far.
    public int length() {
        return text.length();
    }

    /// Where `wanted` first stands in the finished characters, at `from` or later; -1 for nowhere.
    public int indexOf(String wanted, int from) {
        return text.indexOf(wanted, from);
    }

    /// The finished characters so far.
    public String text() {
        return text.toString();
    }

    /// All tokens so far; an unfinished character at the end is spelt U+FFFD and belongs to the last token.
    public TokenText spelt() {
        int[] textEnds = Arrays.copyOf(ends, count);
        String rest = new String(unfinished, StandardCharsets.UTF_8);
        if (count > 0) {
            textEnds[count - 1] += rest.getBytes(StandardCharsets.UTF_8).length;
        }
        return new TokenText(text + rest, Arrays.copyOf(ids, count), textEnds);
    }
}
