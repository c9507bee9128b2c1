package io.toolstream.grading;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the answer that a response declares, in each of the published conventions, in linear time.
public final class AnswerExtraction {
    private static final String BOX = "\\boxed{";
    private static final String OPEN = "<answer>";
    private static final String CLOSE = "</answer>";
    private static final String END_OF_TURN = "<|im_end|>";
    private static final String LINE_START = "answer";
    private static final String ANSWER_IS = "answer is";

    private AnswerExtraction() {}

    /// The content of the last `\boxed{…}`, braces balanced; null when there is none or it is never closed.
    ///
    /// Only the last opening counts: an unclosed last box hides earlier ones, as in verl.
    public static @Nullable String lastBoxed(String text) {
        int start = text.lastIndexOf(BOX);
        if (start < 0) {
            return null;
        }
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return text.substring(start + BOX.length(), i);
            }
        }
        return null;
    }

    /// The content of the box in `<answer>\boxed{…}</answer>`, if that stands at the very end and only once.
    ///
    /// White space and the end-of-turn marker may follow; white space may stand around the box, nothing else.
    /// A second `<answer>` anywhere is refused, so that an answer quoted from a program cannot be chosen later.
    public static @Nullable String soleAnswer(String text) {
        int open = text.indexOf(OPEN);
        if (open < 0 || open != text.lastIndexOf(OPEN) || text.indexOf(CLOSE) != text.lastIndexOf(CLOSE)) {
            return null;
        }
        String rest = PythonText.strip(text.substring(open + OPEN.length()));
        if (rest.endsWith(END_OF_TURN)) {
            rest = PythonText.strip(rest.substring(0, rest.length() - END_OF_TURN.length()));
        }
        if (!rest.endsWith(CLOSE)) {
            return null;
        }
        String inside = PythonText.strip(rest.substring(0, rest.length() - CLOSE.length()));
        if (!inside.startsWith(BOX)) {
            return null;
        }
        String boxed = closedBox(inside);
        return boxed == null || boxed.length() + BOX.length() + 1 != inside.length() ? null : boxed;
    }

    private static @Nullable String closedBox(String inside) {
        int depth = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return inside.substring(BOX.length(), i);
            }
        }
        return null;
    }

    /// What follows the last `Answer:` up to the end of its line, in any letter case.
    ///
    /// Lines are read from the left, and a line that was taken is not searched again: in
    /// `Answer: so Answer: 4` the answer is `so Answer: 4`. When only white space follows the colon, the answer
    /// may stand on a later line.
    public static @Nullable String lastAnswerLine(String text) {
        String found = null;
        int at = 0;
        while (at < text.length()) {
            int colon = text.regionMatches(true, at, LINE_START, 0, LINE_START.length())
                    ? skipSpace(text, at + LINE_START.length())
                    : -1;
            if (colon < 0 || colon >= text.length() || text.charAt(colon) != ':') {
                at++;
                continue;
            }
            int from = contentStart(text, colon + 1);
            if (from < 0) {
                at = colon + 1;
                continue;
            }
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline;
            found = text.substring(from, to);
            at = to;
        }
        return found;
    }

    /// Where a non-empty answer starts after the colon, or -1: past the white space, or, if nothing else is left, at
    /// the last white space that is no line end.
    private static int contentStart(String text, int afterColon) {
        int from = skipSpace(text, afterColon);
        if (from < text.length()) {
            return from;
        }
        for (int i = text.length() - 1; i >= afterColon; i--) {
            if (text.charAt(i) != '\n') {
                return i;
            }
        }
        return -1;
    }

    /// The answer that a whole response states: its last box, else its last `Answer:` line, else what follows the
    /// last `answer is` up to the end of the sentence, else its last number, else all of it.
    static String stated(String text) {
        String found = lastBoxed(text);
        if (found == null) {
            found = lastAnswerLine(text);
        }
        if (found == null) {
            found = afterAnswerIs(text);
        }
        if (found == null) {
            found = lastNumber(text);
        }
        return found == null ? text : found;
    }

    private static @Nullable String afterAnswerIs(String text) {
        int at = text.toLowerCase(Locale.ROOT).lastIndexOf(ANSWER_IS);
        if (at < 0) {
            return null;
        }
        int from = at + ANSWER_IS.length();
        int to = from;
        while (to < text.length() && text.charAt(to) != '\n' && !endsSentence(text, to)) {
            to++;
        }
        String answer = PythonText.strip(text.substring(from, to));
        return answer.isEmpty() ? null : answer;
    }

    private static boolean endsSentence(String text, int at) {
        return text.charAt(at) == '.' && (at + 1 == text.length() || PythonText.isSpace(text.charAt(at + 1)));
    }

    private static @Nullable String lastNumber(String text) {
        int to = text.length();
        while (to > 0 && !isDigit(text.charAt(to - 1))) {
            to--;
        }
        int from = to;
        while (from > 0 && (isDigit(text.charAt(from - 1)) || ".,/".indexOf(text.charAt(from - 1)) >= 0)) {
            from--;
        }
        while (from < to && (text.charAt(from) == ',' || text.charAt(from) == '/')) {
            from++;
        }
        if (from > 0 && text.charAt(from - 1) == '-') {
            from--;
        }
        return from == to ? null : text.substring(from, to);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int skipSpace(String text, int from) {
        int i = from;
        while (i < text.length() && PythonText.isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
