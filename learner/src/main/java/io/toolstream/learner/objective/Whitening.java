package io.toolstream.learner.objective;

/// Scales numbers to mean 0 and variance 1, measured over the masked tokens only.
public final class Whitening {
    private static final double EPSILON = 1e-8;

    private Whitening() {}

    /// Whitens every entry, unmasked ones too, by the mean and sample variance (divisor n - 1) of the masked ones.
    ///
    /// @param values `[B][T]`
    /// @param mask `[B][T]`, at least two entries true
    /// @param shiftMean false keeps the mean where it was
    /// @throws IllegalArgumentException with fewer than two masked entries: they have no variance
    public static double[][] whiten(double[][] values, boolean[][] mask, boolean shiftMean) {
        long count = Aggregation.count(mask);
        if (count < 2) {
            throw new IllegalArgumentException(count + " masked values have no variance; whiten at least two");
        }
        double mean = Aggregation.maskedSum(values, mask) / count;
        double squares = 0;
        for (int row = 0; row < values.length; row++) {
            for (int t = 0; t < values[row].length; t++) {
                if (mask[row][t]) {
                    squares += (values[row][t] - mean) * (values[row][t] - mean);
                }
            }
        }
        double scale = 1 / Math.sqrt(squares / (count - 1) + EPSILON);
        double[][] white = new double[values.length][];
        for (int row = 0; row < values.length; row++) {
            white[row] = new double[values[row].length];
            for (int t = 0; t < values[row].length; t++) {
                white[row][t] = (values[row][t] - mean) * scale + (shiftMean ? 0 : mean);
            }
        }
        return white;
    }
}
