package io.toolstream.learner.sft;

/// How a model is tuned on a fixed list of rows.
///
/// @param epochs passes over all rows
/// @param rate peak learning rate, reached after a tenth of the steps; it falls linearly from there towards 0
/// @param batch rows a step; the last step of an epoch takes what is left
/// @param budget most tokens of a micro-batch, padding included
/// @param seed of the order of the rows
public record TuningSettings(int epochs, double rate, int batch, int budget, long seed) {
    private static final int WARM_UP_SHARE = 10;
    private static final int EPOCHS_MAX = 1_000;

    /// @throws IllegalArgumentException if one is out of range
    public TuningSettings {
        if (epochs > EPOCHS_MAX) {
            throw new IllegalArgumentException("epochs is %d; give at most %d".formatted(epochs, EPOCHS_MAX));
        }
        if (epochs < 1 || batch < 1 || budget < 1) {
            throw new IllegalArgumentException("epochs, batch and token budget are at least 1, got %d, %d and %d"
                    .formatted(epochs, batch, budget));
        }
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("the learning rate is between 0 and 1, got " + rate);
        }
    }

    /// Steps in all for `rows` rows.
    public int steps(int rows) {
        return Math.multiplyExact(epochs, Math.ceilDiv(rows, batch));
    }

    RateSchedule schedule(int rows) {
        int steps = steps(rows);
        return new RateSchedule(rate, 0, Math.ceilDiv(steps, WARM_UP_SHARE), steps);
    }
}
