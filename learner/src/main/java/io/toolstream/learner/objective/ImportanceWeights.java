package io.toolstream.learner.objective;

/// Corrections for tokens that an older policy, or another numeric kernel, has sampled.
public final class ImportanceWeights {
    private ImportanceWeights() {}

    /// Truncated importance sampling: the probability under the learner's policy at the start of the step over that at
    /// sampling, at most `cap`. A constant factor of the token's loss: no gradient flows through it.
    ///
    /// @param start log-probability under the learner's policy at the start of the step
    /// @param behaviour log-probability the token was sampled with
    /// @param cap largest weight, at least 1
    public static double truncated(double start, double behaviour, double cap) {
        if (!(cap >= 1)) {
            throw new IllegalArgumentException("importance cap is " + cap + "; give a number of at least 1");
        }
        return Math.min(Math.exp(start - behaviour), cap);
    }
}
