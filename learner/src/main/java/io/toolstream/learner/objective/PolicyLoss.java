package io.toolstream.learner.objective;

/// The clipped policy loss of PPO with its own upper bound (clip-higher) and a cap for negative advantages (dual
/// clip), and its gradient by the current log-probabilities.
///
/// @param loss of the batch
/// @param clipped share of masked tokens whose loss the ratio's bounds determine
/// @param capped share of masked tokens with a negative advantage whose loss the cap determines
/// @param kl mean of behaviour minus current log-probability over the masked tokens
/// @param gradient of the loss by each current log-probability, `[B][T]`
@SuppressWarnings("ArrayRecordComponent")
public record PolicyLoss(double loss, double clipped, double capped, double kl, double[][] gradient) {
    /// Log-ratios are held within ±20, so that no ratio overflows.
    private static final double MAX_LOG_RATIO = 20;

    /// Bounds of the probability ratio.
    ///
    /// @param low the ratio counts as at least `1 - low`
    /// @param high the ratio counts as at most `1 + high`
    /// @param dual with a negative advantage the loss is at most `dual` times its size; over 1
    public record Bounds(double low, double high, double dual) {
        public Bounds {
            if (dual <= 1) {
                throw new IllegalArgumentException("dual clip is " + dual + "; give a number over 1");
            }
        }
    }

    /// Computes the loss.
    ///
    /// @param behaviour log-probabilities the tokens were sampled with, `[B][T]`
    /// @param current log-probabilities under the policy in training, `[B][T]`
    /// @param advantages `[B][T]`
    /// @param mask true where the policy wrote the token, `[B][T]`
    /// @param bounds of the ratio
    /// @param weights of the tokens, from [Aggregation#weights], times any importance weights
    public static PolicyLoss of(
            double[][] behaviour,
            double[][] current,
            double[][] advantages,
            boolean[][] mask,
            Bounds bounds,
            double[][] weights) {
        double[][] gradient = new double[current.length][];
        double loss = 0;
        long tokens = 0;
        long clipped = 0;
        long capped = 0;
        double kl = 0;
        for (int row = 0; row < current.length; row++) {
            gradient[row] = new double[current[row].length];
            for (int t = 0; t < current[row].length; t++) {
                if (!mask[row][t]) {
                    continue;
                }
                Token token = Token.of(current[row][t] - behaviour[row][t], advantages[row][t], bounds);
                tokens++;
                clipped += token.clipped ? 1 : 0;
                capped += token.capped ? 1 : 0;
                kl -= token.logRatio;
                loss += weights[row][t] * token.loss;
                gradient[row][t] = weights[row][t] * token.slope;
            }
        }
        double divisor = Math.max(tokens, 1);
        return new PolicyLoss(loss, clipped / divisor, capped / divisor, kl / divisor, gradient);
    }

    /// One token's loss; `slope` is its derivative by the current log-probability.
    private record Token(double loss, double slope, boolean clipped, boolean capped, double logRatio) {
        static Token of(double difference, double advantage, Bounds bounds) {
            double logRatio = Math.clamp(difference, -MAX_LOG_RATIO, MAX_LOG_RATIO);
            double ratio = Math.exp(logRatio);
            double bounded = Math.clamp(ratio, 1 - bounds.low, 1 + bounds.high);
            double free = -advantage * ratio;
            double held = -advantage * bounded;
            boolean clipped = held > free;
            double loss = clipped ? held : free;
            double cap = -advantage * bounds.dual;
            boolean capped = advantage < 0 && loss > cap;
            boolean flat = clipped || capped || logRatio != difference;
            return new Token(capped ? cap : loss, flat ? 0 : free, clipped, capped, logRatio);
        }
    }
}
