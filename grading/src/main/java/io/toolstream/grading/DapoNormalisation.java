package io.toolstream.grading;

import java.util.List;

/// The normal form of a final answer in the Minerva and DAPO graders (Lewkowycz et al. 2022, listing 1; verl's
/// `math_dapo`).
///
/// Oddities are kept, because rewards must equal those of published runs: `1, 3, 5` becomes `135`, `x = 2`
/// becomes `2`, and `\sqrt[3]{7}` becomes `\sqrt{[}3]{7}`. Each pass is linear in the text.
public final class DapoNormalisation {
    /// Pairs of text and replacement, applied in this order.
    private static final List<String[]> REPLACED = List.of(
            new String[] {"an ", ""},
            new String[] {"a ", ""},
            new String[] {".$", "$"},
            new String[] {"\\$", ""},
            new String[] {"\\ ", ""},
            new String[] {" ", ""},
            new String[] {"mbox", "text"},
            new String[] {",\\text{and}", ","},
            new String[] {"\\text{and}", ","},
            new String[] {"\\text{m}", "\\text{}"});

    /// Removed in this order; order matters, because a removal can create a later match.
    private static final List<String> REMOVED = words("square ways integers dollars mph inches hours km units \\ldots"
            + " sue points feet minutes digits cents degrees cm gm pounds meters meals edges students"
            + " childrentickets multiples \\text{s} \\text{.} \\text{\ns} \\text{}^2 \\text{}^3 \\text{\n} \\text{}"
            + " \\mathrm{th} ^\\circ ^{\\circ} \\; ,\\! {,} \" \\dots");

    private DapoNormalisation() {}

    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    /// The normal form of `answer`.
    public static String of(String answer) {
        String text = answer.substring(answer.lastIndexOf('=') + 1);
        for (String[] pair : REPLACED) {
            text = text.replace(pair[0], pair[1]);
        }
        for (String removed : REMOVED) {
            text = text.replace(removed, "");
        }
        text = betweenDollars(text);
        text = unwrap(text, "\\text{", false);
        text = unwrap(text, "\\textbf{", false);
        text = unwrap(text, "\\overline{", false);
        text = unwrap(text, "\\boxed{", true);
        text = brace(text, "frac", 2);
        text = brace(text, "sqrt", 1);
        text = text.replace("$", "");
        String digits = text.replace(",", "");
        return PythonText.strip(PythonText.isDigits(digits) ? digits : text);
    }

    /// A line that holds two dollar signs shrinks to what stands between its first two, signs included.
    private static String betweenDollars(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (true) {
            int end = lineEnd(text, at);
            int first = text.indexOf('$', at);
            int second = first < 0 || first >= end ? -1 : text.indexOf('$', first + 1);
            if (second >= 0 && second < end) {
                out.append(text, first, second + 1);
            } else {
                out.append(text, at, end);
            }
            if (end == text.length()) {
                return out.toString();
            }
            out.append('\n');
            at = end + 1;
        }
    }

    /// Removes a command and its closing brace, which stands on the same line: the first one, or with `greedy` the
    /// last.
    private static String unwrap(String text, String command, boolean greedy) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (true) {
            int open = text.indexOf(command, at);
            if (open < 0) {
                return out.append(text, at, text.length()).toString();
            }
            int from = open + command.length();
            int end = lineEnd(text, from);
            int close = greedy ? text.lastIndexOf('}', end - 1) : text.indexOf('}', from);
            if (close >= from && close < end) {
                out.append(text, at, open).append(text, from, close);
                at = close + 1;
            } else {
                out.append(text, at, end);
                at = end;
            }
        }
    }

    /// Writes the code points after `command`, of which the first is no brace, as `count` braced arguments.
    private static String brace(String text, String command, int count) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (true) {
            int open = text.indexOf(command, at);
            if (open < 0) {
                return out.append(text, at, text.length()).toString();
            }
            int first = open + command.length();
            out.append(text, at, first);
            at = first;
            if (first >= text.length() || text.charAt(first) == '{') {
                continue;
            }
            int second = text.offsetByCodePoints(first, 1);
            if (count == 1) {
                out.append('{').append(text, first, second).append('}');
                at = second;
            } else if (second < text.length() && text.charAt(second) != '\n') {
                int end = text.offsetByCodePoints(second, 1);
                out.append('{').append(text, first, second).append("}{");
                out.append(text, second, end).append('}');
                at = end;
            }
        }
    }

    private static int lineEnd(String text, int from) {
        int newline = text.indexOf('\n', from);
        return newline < 0 ? text.length() : newline;
    }
}
