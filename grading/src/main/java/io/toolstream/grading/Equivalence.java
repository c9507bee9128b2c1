package io.toolstream.grading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Whether two answers mean the same: equal text, equal exact numbers, equal typography aside, or expressions,
/// tuples, intervals, lists and sets of them that have equal values.
///
/// Numbers are compared as fractions of integers: `0.5`, `\frac12` and `2/4` agree, `0.333` and `\frac13` do
/// not. Expressions are computed at fixed points with `StrictMath`, which gives the same bits everywhere;
/// values must agree to twelve digits, and values too large to be exact there never agree.
public final class Equivalence {
    private static final double TOLERANCE = 1e-12;
    private static final double LARGEST = 1L << 50;
    private static final int MOST_ELEMENTS = 50;

    /// Words are no products of letters.
    private static final Pattern WORD = Pattern.compile("(?<![\\\\a-zA-Z])[a-zA-Z]{3,}|^[a-zA-Z]{2,}$");

    private Equivalence() {}

    /// Compares an answer with its reference; an empty answer is always wrong.
    static Verdict compare(String answer, String reference, StepBudget budget) {
        budget.spend((long) answer.length() + reference.length());
        String left = PythonText.strip(answer);
        String right = PythonText.strip(reference);
        if (left.isEmpty()) {
            return Verdict.WRONG;
        }
        if (left.equals(right)) {
            return Verdict.CORRECT;
        }
        ExactNumber number = ExactNumber.parse(left, budget);
        ExactNumber wanted = ExactNumber.parse(right, budget);
        if (number != null && wanted != null) {
            return number.equals(wanted) ? Verdict.CORRECT : Verdict.WRONG;
        }
        return same(AnswerForm.of(left, budget), AnswerForm.of(right, budget), budget)
                ? Verdict.CORRECT
                : Verdict.WRONG;
    }

    private static boolean same(AnswerForm left, AnswerForm right, StepBudget budget) {
        int size = left.elements().size();
        if (size != right.elements().size() || size > MOST_ELEMENTS) {
            return false;
        }
        if (left.ordered() || right.ordered()) {
            boolean brackets =
                    left.opening().equals(right.opening()) && left.closing().equals(right.closing());
            return brackets && inOrder(left.elements(), right.elements(), budget);
        }
        return inAnyOrder(left.elements(), new ArrayList<>(right.elements()), budget);
    }

    private static boolean inOrder(List<String> left, List<String> right, StepBudget budget) {
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i), budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean inAnyOrder(List<String> left, List<String> open, StepBudget budget) {
        for (String element : left) {
            int found = -1;
            for (int i = 0; i < open.size() && found < 0; i++) {
                found = equal(element, open.get(i), budget) ? i : -1;
            }
            if (found < 0) {
                return false;
            }
            open.remove(found);
        }
        return true;
    }

    private static boolean equal(String left, String right, StepBudget budget) {
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        if (left.equals(right)) {
            return true;
        }
        if (WORD.matcher(left).find() || WORD.matcher(right).find()) {
            return left.toLowerCase(Locale.ROOT).equals(right.toLowerCase(Locale.ROOT));
        }
        ExactNumber number = ExactNumber.parse(left, budget);
        ExactNumber wanted = ExactNumber.parse(right, budget);
        if (number != null && wanted != null) {
            return number.equals(wanted);
        }
        double[] values = Expression.values(left, budget);
        double[] others = Expression.values(right, budget);
        if (values == null || others == null) {
            return false;
        }
        for (int point = 0; point < values.length; point++) {
            double largest = Math.max(Math.abs(values[point]), Math.abs(others[point]));
            if (largest > LARGEST || Math.abs(values[point] - others[point]) > TOLERANCE * largest) {
                return false;
            }
        }
        return true;
    }
}
