package io.toolstream.grading;

import java.util.List;

/// How one response used code: ReTool's behaviour metrics for a single trajectory (arXiv 2504.11536, §3.3).
///
/// Where the paper leaves a definition open, both readings are given.
///
/// @param correct whether the answer was right
/// @param policyTokens tokens that the policy wrote
/// @param responseTokens those and the interpreter's
/// @param calls number of programs
/// @param passedCalls programs that ran without an error
/// @param codeLines lines of all programs
/// @param lastPassed whether the last program ran without an error; false when there is none
/// @param firstCallAt where the first program starts, as a share of the response, 0 to 1; NaN without a program
/// @param meanCallAt mean of that over all programs; NaN without a program
/// @param selfCorrected whether a failed program was followed by one that passed
public record Behaviour(
        boolean correct,
        long policyTokens,
        long responseTokens,
        int calls,
        int passedCalls,
        long codeLines,
        boolean lastPassed,
        double firstCallAt,
        double meanCallAt,
        boolean selfCorrected) {
    /// Measures a response.
    ///
    /// @param correct whether the answer was right
    /// @param policyTokens tokens that the policy wrote
    /// @param responseTokens those and the interpreter's
    /// @param calls the programs, in the order they ran
    /// @throws IllegalArgumentException when a program starts beyond the response
    public static Behaviour of(boolean correct, long policyTokens, long responseTokens, List<CodeCall> calls) {
        int passed = 0;
        long lines = 0;
        double starts = 0;
        boolean failed = false;
        boolean corrected = false;
        for (CodeCall call : calls) {
            if (call.startToken() >= responseTokens) {
                throw new IllegalArgumentException("a program starts at token " + call.startToken()
                        + " of a response of " + responseTokens + " tokens; count both after the prompt");
            }
            corrected |= failed && call.passed();
            failed |= !call.passed();
            passed += call.passed() ? 1 : 0;
            lines += call.lines();
            starts += (double) call.startToken() / responseTokens;
        }
        return new Behaviour(
                correct,
                policyTokens,
                responseTokens,
                calls.size(),
                passed,
                lines,
                !calls.isEmpty() && calls.getLast().passed(),
                calls.isEmpty() ? Double.NaN : (double) calls.getFirst().startToken() / responseTokens,
                calls.isEmpty() ? Double.NaN : starts / calls.size(),
                corrected);
    }
}
