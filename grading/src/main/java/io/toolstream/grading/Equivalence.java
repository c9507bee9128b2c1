package io.toolstream.grading;

/// Whether two answers mean the same: equal text, or equal exact numbers.
///
/// Numbers are compared as fractions of integers, never as floating point: `0.5`, `\frac12` and `2/4` agree,
/// `0.333` and `\frac13` do not.
public final class Equivalence {
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
        return number != null && number.equals(ExactNumber.parse(right, budget)) ? Verdict.CORRECT : Verdict.WRONG;
    }
}
