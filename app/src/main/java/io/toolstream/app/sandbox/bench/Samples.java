package io.toolstream.app.sandbox.bench;

import java.util.Arrays;
import java.util.Collection;

/// Measured values, in milliseconds unless said otherwise.
final class Samples {
    private final double[] sorted;

    private Samples(double[] sorted) {
        this.sorted = sorted;
    }

    /// @throws IllegalArgumentException if there are none
    static Samples of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured; measure more");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Samples(sorted);
    }

    /// The smallest value that at least `share` of the values do not exceed.
    double quantile(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    double p50() {
        return quantile(0.5);
    }

    double p99() {
        return quantile(0.99);
    }

    double min() {
        return sorted[0];
    }

    double mean() {
        return Arrays.stream(sorted).average().orElseThrow();
    }

    /// To a thousandth, as reports give values.
    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
