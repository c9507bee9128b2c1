package io.toolstream.learner.objective;

/// Advantages of the samples of one problem, from their rewards alone. A group that holds one sample has no
/// baseline: its advantage is its reward.
public final class GroupAdvantage {
    private static final double EPSILON = 1e-6;

    private GroupAdvantage() {}

    /// GRPO: the reward's distance from the group's mean, in sample standard deviations (divisor n - 1).
    ///
    /// @param rewards one number a sample
    public static double[] grpo(double[] rewards) {
        if (rewards.length == 1) {
            return new double[] {rewards[0] / (1 + EPSILON)};
        }
        double[] centred = centred(rewards);
        double squares = 0;
        for (double c : centred) {
            squares += c * c;
        }
        double scale = Math.sqrt(squares / (rewards.length - 1)) + EPSILON;
        for (int i = 0; i < centred.length; i++) {
            centred[i] /= scale;
        }
        return centred;
    }

    /// Dr. GRPO: the reward's distance from the group's mean, unscaled.
    ///
    /// @param rewards one number a sample
    public static double[] centred(double[] rewards) {
        if (rewards.length == 1) {
            return rewards.clone();
        }
        double sum = 0;
        for (double reward : rewards) {
            sum += reward;
        }
        double mean = sum / rewards.length;
        double[] advantages = new double[rewards.length];
        for (int i = 0; i < rewards.length; i++) {
            advantages[i] = rewards[i] - mean;
        }
        return advantages;
    }

    /// RLOO: the reward's distance from the mean of the *other* samples.
    ///
    /// @param rewards one number a sample
    public static double[] leaveOneOut(double[] rewards) {
        double[] advantages = centred(rewards);
        if (rewards.length > 1) {
            double factor = (double) rewards.length / (rewards.length - 1);
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] *= factor;
            }
        }
        return advantages;
    }

    /// Whether all rewards are equal, so that the group teaches nothing.
    public static boolean noSignal(double[] rewards) {
        for (double reward : rewards) {
            if (reward != rewards[0]) {
                return false;
            }
        }
        return true;
    }
}
