package io.toolstream.app.report;

import java.util.ArrayList;
import java.util.List;

/// A linear axis with ticks at round values.
///
/// @param from lowest value shown
/// @param to highest value shown, above `from`
/// @param tick distance of two ticks
record Axis(double from, double to, double tick) {
    private static final int TICKS = 6;
    private static final int PLACES_MAX = 3;
    private static final double[] ROUND = {1, 2, 5, 10};

    /// An axis that shows all of `values`.
    ///
    /// @param zero whether 0 is shown, too
    static Axis over(List<Double> values, boolean zero) {
        double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        low = zero ? Math.min(0, low) : low;
        high = zero ? Math.max(0, high) : high;
        if (high <= low) {
            high = low + 1;
        }
        double rough = (high - low) / TICKS;
        double unit = Math.pow(10, Math.floor(Math.log10(rough)));
        double tick = unit * ROUND[ROUND.length - 1];
        for (double round : ROUND) {
            if (unit * round >= rough) {
                tick = unit * round;
                break;
            }
        }
        return new Axis(zero ? tick * Math.floor(low / tick) : low, zero ? tick * Math.ceil(high / tick) : high, tick);
    }

    /// The values that carry a tick.
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        double slack = tick / 1e6;
        for (long i = (long) Math.ceil((from - slack) / tick); i * tick <= to + slack; i++) {
            ticks.add(i * tick);
        }
        return ticks;
    }

    /// A tick's value with as many decimals as tell two ticks apart, in powers of ten where those are many.
    String label(double value) {
        int places = Math.max(0, (int) Math.ceil(-Math.log10(tick) - 1e-9));
        return places <= PLACES_MAX || Math.abs(value) < tick / 2
                ? Markup.number(value, places)
                : Math.round(value * Math.pow(10, places)) + "e-" + places;
    }

    /// Where `value` lies between 0, for `from`, and 1, for `to`.
    double at(double value) {
        return (value - from) / (to - from);
    }
}
