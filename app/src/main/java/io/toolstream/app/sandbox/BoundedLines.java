package io.toolstream.app.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lines of UTF-8 from a stream, of which never more than one is held, and of that no more than a bound.
final class BoundedLines {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;
    private long number;

    /// @param longest bytes of a line, its end not counted
    BoundedLines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /// A line, or why there is none.
    sealed interface Line {
        /// Counted from 1.
        long number();

        /// Its text, without its end.
        record Text(long number, String text) implements Line {}

        /// It was skipped.
        record Unreadable(long number, String why) implements Line {}
    }

    /// The next line; nothing at the end.
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long bytes = 0;
        boolean any = false;
        boolean ended = false;
        while (!ended && refilled()) {
            any = true;
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            ended = end < filled;
            bytes += end - at;
            if (bytes <= longest) {
                line.write(buffer, at, end - at);
            }
            at = ended ? end + 1 : end;
        }
        if (!any) {
            return Optional.empty();
        }
        number++;
        return Optional.of(
                bytes <= longest
                        ? decoded(line.toByteArray())
                        : new Line.Unreadable(
                                number, "the line has " + bytes + " bytes, at most " + longest + " are read"));
    }

    private boolean refilled() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return at < filled;
    }

    private Line decoded(byte[] line) {
        try {
            return new Line.Text(
                    number,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line))
                            .toString());
        } catch (CharacterCodingException _) {
            return new Line.Unreadable(number, "the line is not UTF-8");
        }
    }
}
