package io.toolstream.grading;

import org.jspecify.annotations.Nullable;

/// The score that verl's `math_dapo` gives to a solution: +1 or -1, on its last 300 characters only.
///
/// @param score +1 when correct, else -1
/// @param correct whether the prediction equals the reference
/// @param predicted the answer found; null in the strict reading without a box, `[INVALID]` in the other one
public record DapoScore(
        double score, boolean correct, @Nullable String predicted) {
    private static final int SOLUTION_TAIL = 300;
    private static final int BOX_TAIL = 100;
    private static final String INVALID = "[INVALID]";

    private static DapoScore of(boolean correct, @Nullable String predicted) {
        return new DapoScore(correct ? 1.0 : -1.0, correct, predicted);
    }

    /// Strict reading: the last box in the last 100 characters equals the reference, character by character.
    public static DapoScore strictBox(String solution, String reference) {
        String boxed = AnswerExtraction.lastBoxed(PythonText.last(solution, BOX_TAIL));
        return of(reference.equals(boxed), boxed);
    }

    /// Minerva reading: the normal form of the last `Answer:` line equals that of the reference; without such a
    /// line the strict reading decides.
    public static DapoScore minerva(String solution, String reference) {
        String line = AnswerExtraction.lastAnswerLine(PythonText.last(solution, SOLUTION_TAIL));
        if (line != null) {
            String normal = DapoNormalisation.of(line);
            return of(normal.equals(DapoNormalisation.of(reference)), normal);
        }
        DapoScore box = strictBox(solution, reference);
        return box.predicted() == null ? of(INVALID.equals(DapoNormalisation.of(reference)), INVALID) : box;
    }
}
