package io.toolstream.learner.objective;

/// Generalised advantage estimation over rows in which tokens of the interpreter stand between those of the policy.
///
/// @param advantages not whitened; at a masked token, that of the next policy token
/// @param returns advantage plus value: the target of the critic
@SuppressWarnings("ArrayRecordComponent")
public record Gae(double[][] advantages, double[][] returns) {
    /// Estimates from the last token to the first. A masked token is skipped: it neither discounts nor adds an error,
    /// as if the policy's tokens on both its sides were neighbours.
    ///
    /// @param rewards token rewards, `[B][T]`
    /// @param values the critic's values, `[B][T]`
    /// @param mask true where the policy wrote the token, `[B][T]`
    /// @param gamma discount
    /// @param lambda weight of longer estimates
    public static Gae estimate(double[][] rewards, double[][] values, boolean[][] mask, double gamma, double lambda) {
        double[][] advantages = new double[rewards.length][];
        double[][] returns = new double[rewards.length][];
        for (int row = 0; row < rewards.length; row++) {
            int length = rewards[row].length;
            advantages[row] = new double[length];
            returns[row] = new double[length];
            double nextValue = 0;
            double advantage = 0;
            for (int t = length - 1; t >= 0; t--) {
                if (mask[row][t]) {
                    double error = rewards[row][t] + gamma * nextValue - values[row][t];
                    advantage = error + gamma * lambda * advantage;
                    nextValue = values[row][t];
                }
                advantages[row][t] = advantage;
                returns[row][t] = advantage + values[row][t];
            }
        }
        return new Gae(advantages, returns);
    }
}
