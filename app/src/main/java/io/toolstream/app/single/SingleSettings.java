package io.toolstream.app.single;

import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.model.Clip;

/// How a single run learns.
///
/// @param groups prompts a step
/// @param samples of each prompt
/// @param steps in all
/// @param positions most tokens of a sample, prompt included
/// @param tokensMax most tokens of a response
/// @param turnsMax programs a sample may run
/// @param slots samples played at once
/// @param rate of each step
/// @param clip of the objective
/// @param budget most tokens of a micro-batch
/// @param tools whether programs run; without, the control arm
public record SingleSettings(
        int groups,
        int samples,
        int steps,
        int positions,
        int tokensMax,
        int turnsMax,
        int slots,
        RateSchedule rate,
        Clip clip,
        int budget,
        ToolUse tools) {

    /// The demonstration's recipe: GRPO with clip-higher (DAPO, arXiv:2503.14476) over `steps` steps of 8 prompts
    /// with 8 samples each.
    public static SingleSettings demonstration(int steps, double peak, ToolUse tools) {
        return new SingleSettings(
                8,
                8,
                steps,
                256,
                160,
                3,
                64,
                new RateSchedule(peak, 0.1, 5, steps),
                new Clip(0.2, 0.28, 10),
                4_096,
                tools);
    }
}
