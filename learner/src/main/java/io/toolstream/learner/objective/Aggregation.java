package io.toolstream.learner.objective;

import java.util.Arrays;
import java.util.Locale;

/// How the losses of tokens become the loss of a batch. Each way is a weighted sum, so it is given by its weights,
/// which are also the gradient of the batch's loss by each token's.
///
/// Rows without a masked token count for nothing, also not in the means over rows.
public enum Aggregation {
    /// Mean over the masked tokens of all rows; long rows weigh more (DAPO).
    TOKEN_MEAN,
    /// Sum over the masked tokens of all rows.
    TOKEN_SUM,
    /// Sum over a row, mean over the rows.
    SEQ_MEAN_TOKEN_SUM,
    /// Mean over a row, mean over the rows (GRPO).
    SEQ_MEAN_TOKEN_MEAN,
    /// Sum over a row divided by the fixed row length, mean over the rows (Dr. GRPO).
    SEQ_MEAN_TOKEN_SUM_NORM;

    /// The way called `token-mean`, `seq-mean-token-sum` and so on.
    ///
    /// @throws IllegalArgumentException for another name; the message lists the known ones
    public static Aggregation named(String name) {
        for (Aggregation aggregation : values()) {
            if (aggregation.label().equals(name)) {
                return aggregation;
            }
        }
        throw new IllegalArgumentException("no loss aggregation is called '" + name + "'; choose one of "
                + Arrays.stream(values()).map(Aggregation::label).toList());
    }

    /// The name in settings.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The weight of each token, 0 where it is not masked.
    ///
    /// @param mask `[B][T]`
    /// @param rowLength the fixed divisor of [#SEQ_MEAN_TOKEN_SUM_NORM], in tokens; other ways ignore it
    public double[][] weights(boolean[][] mask, int rowLength) {
        long tokens = count(mask);
        long rows = Arrays.stream(mask).filter(row -> count(row) > 0).count();
        double[][] weights = new double[mask.length][];
        for (int row = 0; row < mask.length; row++) {
            weights[row] = new double[mask[row].length];
            double weight = switch (this) {
                case TOKEN_MEAN -> 1.0 / tokens;
                case TOKEN_SUM -> 1.0;
                case SEQ_MEAN_TOKEN_SUM -> 1.0 / rows;
                case SEQ_MEAN_TOKEN_MEAN -> 1.0 / rows / count(mask[row]);
                case SEQ_MEAN_TOKEN_SUM_NORM -> 1.0 / rows / rowLength;
            };
            for (int t = 0; t < mask[row].length; t++) {
                weights[row][t] = mask[row][t] ? weight : 0;
            }
        }
        return weights;
    }

    /// The loss of the batch; 0 when no token is masked.
    ///
    /// @param losses of the tokens, `[B][T]`
    /// @param mask `[B][T]`
    /// @param rowLength as in [#weights]
    public double of(double[][] losses, boolean[][] mask, int rowLength) {
        return dot(losses, weights(mask, rowLength), mask);
    }

    static double dot(double[][] values, double[][] weights, boolean[][] mask) {
        double sum = 0;
        for (int row = 0; row < values.length; row++) {
            for (int t = 0; t < values[row].length; t++) {
                if (mask[row][t]) {
                    sum += values[row][t] * weights[row][t];
                }
            }
        }
        return sum;
    }

    static long count(boolean[][] mask) {
        return Arrays.stream(mask).mapToLong(Aggregation::count).sum();
    }

    private static long count(boolean[] mask) {
        long count = 0;
        for (boolean masked : mask) {
            count += masked ? 1 : 0;
        }
        return count;
    }

    static double maskedSum(double[][] values, boolean[][] mask) {
        double sum = 0;
        for (int row = 0; row < values.length; row++) {
            for (int t = 0; t < values[row].length; t++) {
                sum += mask[row][t] ? values[row][t] : 0;
            }
        }
        return sum;
    }
}
