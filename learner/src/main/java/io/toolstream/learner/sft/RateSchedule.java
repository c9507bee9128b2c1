package io.toolstream.learner.sft;

/// A learning rate that rises linearly for `warmUp` steps and then falls linearly to `floor` times its peak.
///
/// @param peak highest rate
/// @param floor share of the peak that is left at the last step, in `[0, 1]`
/// @param warmUp steps until the peak
/// @param steps in all
public record RateSchedule(double peak, double floor, int warmUp, int steps) {

    /// The rate of step `step`, counted from 0.
    public double at(int step) {
        if (step < warmUp) {
            return peak * (step + 1) / warmUp;
        }
        double progress = steps <= warmUp ? 1 : Math.min(1, (step - warmUp) / (double) (steps - warmUp));
        return peak * (1 - (1 - floor) * progress);
    }
}
