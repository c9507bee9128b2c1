package io.toolstream.grading;

/// Sums over the behaviour of many responses, for instance of one policy version. Adding and merging commute up to
/// the rounding of sums, so a windowed store may fold in any order. A share of nothing is NaN.
///
/// @param responses responses added
/// @param correct responses with a right answer
/// @param policyTokens tokens written by the policy
/// @param responseTokens those and the interpreter's
/// @param withCode responses with a program
/// @param calls programs
/// @param passedCalls programs that ran without an error
/// @param codeLines lines of all programs
/// @param correctWithCode right responses with a program
/// @param lastPassedCorrect of those, responses whose last program ran without an error
/// @param lastPassedWrong wrong responses with a program whose last ran without an error
/// @param firstCallAt sum over responses with a program of where the first starts, as a share of the response
/// @param meanCallAt sum over the same responses of the mean of that over their programs
/// @param selfCorrected responses in which a failed program was followed by one that passed
public record BehaviourSums(
        long responses,
        long correct,
        long policyTokens,
        long responseTokens,
        long withCode,
        long calls,
        long passedCalls,
        long codeLines,
        long correctWithCode,
        long lastPassedCorrect,
        long lastPassedWrong,
        double firstCallAt,
        double meanCallAt,
        long selfCorrected) {
    /// The sums over no response.
    public static final BehaviourSums NONE = new BehaviourSums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// These sums and one more response.
    public BehaviourSums plus(Behaviour one) {
        boolean code = one.calls() > 0;
        return plus(new BehaviourSums(
                1,
                one.correct() ? 1 : 0,
                one.policyTokens(),
                one.responseTokens(),
                code ? 1 : 0,
                one.calls(),
                one.passedCalls(),
                one.codeLines(),
                code && one.correct() ? 1 : 0,
                one.lastPassed() && one.correct() ? 1 : 0,
                one.lastPassed() && !one.correct() ? 1 : 0,
                code ? one.firstCallAt() : 0,
                code ? one.meanCallAt() : 0,
                one.selfCorrected() ? 1 : 0));
    }

    /// These sums and those of other responses.
    public BehaviourSums plus(BehaviourSums other) {
        return new BehaviourSums(
                responses + other.responses,
                correct + other.correct,
                policyTokens + other.policyTokens,
                responseTokens + other.responseTokens,
                withCode + other.withCode,
                calls + other.calls,
                passedCalls + other.passedCalls,
                codeLines + other.codeLines,
                correctWithCode + other.correctWithCode,
                lastPassedCorrect + other.lastPassedCorrect,
                lastPassedWrong + other.lastPassedWrong,
                firstCallAt + other.firstCallAt,
                meanCallAt + other.meanCallAt,
                selfCorrected + other.selfCorrected);
    }

    /// Share of right answers.
    public double accuracy() {
        return share(correct, responses);
    }

    /// Mean tokens of a response, the interpreter's included.
    public double responseLength() {
        return share(responseTokens, responses);
    }

    /// Mean tokens of a response, those of the policy only.
    public double policyLength() {
        return share(policyTokens, responses);
    }

    /// Share of responses that contain code.
    public double codeRatio() {
        return share(withCode, responses);
    }

    /// Mean lines of code of a response, over all responses.
    public double codeLinesPerResponse() {
        return share(codeLines, responses);
    }

    /// Mean lines of a program.
    public double codeLinesPerCall() {
        return share(codeLines, calls);
    }

    /// Share of programs that ran without an error.
    public double passRate() {
        return share(passedCalls, calls);
    }

    /// Share of right responses with code whose last program ran without an error.
    public double lastPassRateOfCorrect() {
        return share(lastPassedCorrect, correctWithCode);
    }

    /// Share of wrong responses with code whose last program ran without an error.
    public double lastPassRateOfWrong() {
        return share(lastPassedWrong, withCode - correctWithCode);
    }

    /// Mean place of the first program in a response, 0 its start and 1 its end.
    public double firstInvocation() {
        return firstCallAt / withCode;
    }

    /// Mean place of all programs in a response, each response counting once.
    public double meanInvocation() {
        return meanCallAt / withCode;
    }

    private static double share(long part, long whole) {
        return (double) part / whole;
    }
}
