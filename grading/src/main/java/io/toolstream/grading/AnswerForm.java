package io.toolstream.grading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// An answer without what is only typography, taken apart at its outermost commas.
///
/// @param opening bracket around a tuple, set or interval; empty without one
/// @param closing the bracket that ends it
/// @param elements what stands between the commas, in order
record AnswerForm(String opening, String closing, List<String> elements) {
    private static final List<String[]> REPLACED = List.of(
            new String[] {"\\left", ""},
            new String[] {"\\right", ""},
            new String[] {"\\displaystyle", ""},
            new String[] {"\\dfrac", "\\frac"},
            new String[] {"\\tfrac", "\\frac"},
            new String[] {"\\cfrac", "\\frac"},
            new String[] {"^{\\circ}", ""},
            new String[] {"^\\circ", ""},
            new String[] {"\\degree", ""},
            new String[] {"\\%", "%"},
            new String[] {"\\$", ""},
            new String[] {"$", ""},
            new String[] {"\\(", "("},
            new String[] {"\\)", ")"},
            new String[] {"\\!", ""},
            new String[] {"\\,", ""},
            new String[] {"\\;", ""},
            new String[] {"\\:", ""},
            new String[] {"\\ ", ""},
            new String[] {"~", ""},
            new String[] {"\\{", "\\lbrace"},
            new String[] {"\\}", "\\rbrace"},
            new String[] {"**", "^"},
            new String[] {"\u2212", "-"},
            new String[] {"\u03c0", "\\pi"},
            new String[] {"\u00b0", ""},
            new String[] {"\\infty", "infinity"},
            new String[] {"\\cup", "U"});

    /// `\text{ cm}`, with or without a power behind it, at the end of an answer that has more than that.
    private static final Pattern UNIT =
            Pattern.compile("(?<=.)\\\\(?:text|mathrm|mbox)\\{[^{}]*\\}(?:\\^\\{?\\d\\}?)?$");

    private static final Pattern TEXT = Pattern.compile("\\\\(?:text|textbf|mathrm|mbox|mathbf)\\{([^{}]*)\\}");
    private static final Pattern NAMED = Pattern.compile("^[A-Za-z](?:\\([a-z]\\)|_\\{?\\w\\}?)?(?:=|\\\\in)(?=.)");
    private static final Pattern THOUSANDS = Pattern.compile("\\d{1,3}(?:\\{?,\\}?\\d{3})+(?:\\.\\d+)?");

    AnswerForm {
        elements = List.copyOf(elements);
    }

    /// The form of `text`; each pass is linear in it.
    static AnswerForm of(String text, StepBudget budget) {
        budget.spend((long) text.length() * REPLACED.size());
        String plain = PythonText.strip(text);
        for (String[] pair : REPLACED) {
            plain = plain.replace(pair[0], pair[1]);
        }
        plain = UNIT.matcher(plain).replaceFirst("");
        plain = TEXT.matcher(plain).replaceAll("$1").replaceAll("\\s+", "");
        while (plain.endsWith(".")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        plain = NAMED.matcher(plain).replaceFirst("");
        if (THOUSANDS.matcher(plain).matches()) {
            plain = plain.replaceAll("[{},]", "");
        }
        return apart(plain);
    }

    private static AnswerForm apart(String plain) {
        for (String[] pair :
                new String[][] {{"\\lbrace", "\\rbrace"}, {"(", ")"}, {"[", "]"}, {"(", "]"}, {"[", ")"}}) {
            if (plain.startsWith(pair[0]) && plain.endsWith(pair[1]) && plain.length() > pair[0].length()) {
                String inside = plain.substring(pair[0].length(), plain.length() - pair[1].length());
                List<String> elements = elements(inside);
                boolean set = pair[0].startsWith("\\");
                if (!elements.isEmpty() && (set || elements.size() > 1)) {
                    return new AnswerForm(pair[0], pair[1], elements);
                }
            }
        }
        List<String> elements = elements(plain);
        return new AnswerForm("", "", elements.isEmpty() ? List.of(plain) : elements);
    }

    /// Between the commas that stand in no bracket; none when the brackets do not match.
    private static List<String> elements(String text) {
        List<String> elements = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                if (--depth < 0) {
                    return List.of();
                }
            } else if (c == ',' && depth == 0) {
                elements.add(text.substring(from, i));
                from = i + 1;
            }
        }
        if (depth != 0) {
            return List.of();
        }
        elements.add(text.substring(from));
        return elements;
    }

    /// Whether the order of the elements is part of the answer.
    boolean ordered() {
        return !opening.isEmpty() && !opening.startsWith("\\");
    }
}
