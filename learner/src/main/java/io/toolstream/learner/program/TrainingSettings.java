package io.toolstream.learner.program;

import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.policy.model.Clip;
import io.toolstream.policy.model.Optimizer;

/// How a batch is learnt from: GRPO's advantages, the clipped objective, one AdamW update.
///
/// @param steps       after which the run is complete
/// @param dynamicSampling whether only groups with a signal count towards a batch (DAPO, arXiv:2503.14476, §3.2)
/// @param rate        learning rate of each step
/// @param clip        of the probability ratio
/// @param beta1       decay of AdamW's first moment
/// @param beta2       decay of its second moment
/// @param epsilon     of its denominator
/// @param decay       decoupled weight decay
/// @param gradientMax largest global L2 norm of the gradient
/// @param tokenBudget most tokens of a micro-batch, padding included
/// @param positions   most tokens of a trajectory, prompt included
public record TrainingSettings(
        long steps,
        boolean dynamicSampling,
        RateSchedule rate,
        Clip clip,
        double beta1,
        double beta2,
        double epsilon,
        double decay,
        double gradientMax,
        int tokenBudget,
        int positions) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the setting
    public TrainingSettings {
        if (steps < 1 || positions < 2 || tokenBudget < positions) {
            throw new IllegalArgumentException(("learner.steps is %d, positions %d, tokenBudget %d; at least one step,"
                            + " two positions and a budget of one whole trajectory are needed")
                    .formatted(steps, positions, tokenBudget));
        }
    }

    /// The optimiser's settings in step `step`, counted from 1.
    Optimizer optimizer(long step) {
        return new Optimizer(rate.at(Math.toIntExact(step - 1)), beta1, beta2, epsilon, decay, gradientMax);
    }
}
