package io.toolstream.grading;

/// String operations with the meaning they have in Python, where published graders are defined.
///
/// Python counts code points where Java counts UTF-16 units, and its white space includes the no-break space.
final class PythonText {
    private PythonText() {}

    /// The last `count` code points of `text`, or all of it when it is shorter.
    static String last(String text, int count) {
        int start = text.length();
        for (int taken = 0; taken < count && start > 0; taken++) {
            start = text.offsetByCodePoints(start, -1);
        }
        return text.substring(start);
    }

    /// What `str.strip()` returns.
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /// What `str.isspace()` says of one character, and `\s` matches.
    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /// What `str.isdigit()` says: at least one character, all decimal digits or digit signs such as `²`.
    static boolean isDigits(String text) {
        return !text.isEmpty() && text.codePoints().allMatch(PythonText::isDigit);
    }

    private static boolean isDigit(int point) {
        return Character.isDigit(point)
                || point == '\u00b2'
                || point == '\u00b3'
                || point == '\u00b9'
                || point == '\u2070'
                || (point >= '\u2074' && point <= '\u2079')
                || (point >= '\u2080' && point <= '\u2089')
                || (point >= '\u2460' && point <= '\u2468');
    }
}
