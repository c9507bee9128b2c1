package io.toolstream.learner.objective;

/// Estimates of the divergence of the current policy from the reference, from the log-probability of a sampled token.
///
/// Write `d` for current minus reference log-probability. `k1` is unbiased and may be negative, `k2` is biased with
/// little variance, `k3` is unbiased and never negative (Schulman 2020).
public enum KlEstimate {
    /// `d`.
    K1,
    /// The size of `d`.
    ABS,
    /// `d² / 2`.
    K2,
    /// `e^-d - 1 + d`, held within ±10.
    K3;

    private static final double MAX_EXPONENT = 20;
    private static final double MAX_K3 = 10;

    /// The estimate.
    ///
    /// @param current log-probability under the policy in training
    /// @param reference log-probability under the frozen policy
    public double of(double current, double reference) {
        double d = current - reference;
        return switch (this) {
            case K1 -> d;
            case ABS -> Math.abs(d);
            case K2 -> d * d / 2;
            case K3 -> Math.clamp(k3(d), -MAX_K3, MAX_K3);
        };
    }

    /// The derivative of the estimate by the current log-probability.
    ///
    /// @param current log-probability under the policy in training
    /// @param reference log-probability under the frozen policy
    public double slope(double current, double reference) {
        double d = current - reference;
        return switch (this) {
            case K1 -> 1;
            case ABS -> Math.signum(d);
            case K2 -> d;
            case K3 -> Math.abs(d) > MAX_EXPONENT || Math.abs(k3(d)) > MAX_K3 ? 0 : 1 - Math.exp(-d);
        };
    }

    /// The derivative that makes the *expected* gradient that of the divergence, whatever the estimate's value: that of
    /// `k2`. verl writes it as `k1+` or `k3+`.
    ///
    /// @param current log-probability under the policy in training
    /// @param reference log-probability under the frozen policy
    public static double straightThroughSlope(double current, double reference) {
        return K2.slope(current, reference);
    }

    private static double k3(double d) {
        double exponent = Math.clamp(-d, -MAX_EXPONENT, MAX_EXPONENT);
        return Math.exp(exponent) - exponent - 1;
    }
}
