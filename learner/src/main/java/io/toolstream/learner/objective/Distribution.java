package io.toolstream.learner.objective;

/// Numbers of one categorical distribution, given by its logits. All in nats.
public final class Distribution {
    private Distribution() {}

    /// The logarithm of the sum of exponentials, without overflow.
    public static double logSumExp(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - max);
        }
        return max + Math.log(sum);
    }

    /// The log-probability of a token.
    public static double logProbability(double[] logits, int token) {
        return logits[token] - logSumExp(logits);
    }

    /// The entropy; a logit of minus infinity is a token that cannot occur.
    public static double entropy(double[] logits) {
        double normaliser = logSumExp(logits);
        double mean = 0;
        for (double logit : logits) {
            double probability = Math.exp(logit - normaliser);
            mean += probability == 0 ? 0 : probability * logit;
        }
        return normaliser - mean;
    }
}
