package io.toolstream.app.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Text on its way into a page: everything that a model, a sandbox or a file supplied passes through here.
final class Markup {
    static final String NOT_MEASURED = "–";

    private Markup() {}

    /// `text` as it may stand between tags and in quoted attributes. Control characters, which XML forbids, show as
    /// their pictures.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.appendCodePoint(point);
                default -> escaped.appendCodePoint(shown(point));
            }
        });
        return escaped.toString();
    }

    /// A figure with at most `places` decimals, without trailing zeros.
    static String number(@Nullable Double value, int places) {
        if (value == null || !Double.isFinite(value)) {
            return NOT_MEASURED;
        }
        String text = String.format(Locale.ROOT, "%." + places + "f", value);
        if (text.contains(".")) {
            text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        return text.equals("-0") ? "0" : text;
    }

    private static int shown(int point) {
        if (point < ' ') {
            return 0x2400 + point;
        }
        boolean unfit = within(point, 0x7f, 0x9f) || within(point, 0xd800, 0xdfff) || within(point, 0xfffe, 0xffff);
        // Marks that turn the direction of reading could make a program look like another one.
        boolean turning = within(point, 0x202a, 0x202e) || within(point, 0x2066, 0x2069);
        return unfit || turning ? 0xfffd : point;
    }

    private static boolean within(int point, int from, int to) {
        return point >= from && point <= to;
    }
}
