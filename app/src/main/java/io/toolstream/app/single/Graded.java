package io.toolstream.app.single;

import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.schemas.sandbox.ProgramStatus;

/// A played sample with its reward.
///
/// @param sample played
/// @param reward of the paper's function: 1 for a right answer, -1 otherwise
record Graded(PlayedSample sample, double reward) {
    boolean right() {
        return reward > 0;
    }

    boolean usesCode() {
        return !sample.calls().isEmpty();
    }

    /// Whether its first program failed.
    boolean failedFirst() {
        return usesCode() && sample.calls().getFirst().result().status() != ProgramStatus.OK;
    }

    /// Whether a failed program was followed by one that ran and a right answer.
    boolean corrected() {
        return right()
                && failedFirst()
                && sample.calls().size() > 1
                && sample.calls().getLast().result().status() == ProgramStatus.OK;
    }
}
