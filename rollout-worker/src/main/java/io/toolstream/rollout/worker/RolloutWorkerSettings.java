package io.toolstream.rollout.worker;

import io.toolstream.policy.format.ToolUse;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.engine.ProgramRule;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.nio.file.Path;
import java.time.Duration;

/// What a rollout worker is told.
///
/// @param slot number of this process among those of the run, from 0
/// @param sequences samples played at once
/// @param groupSamples room, in samples, that must be free before a request is taken
/// @param positions most tokens of a sample, prompt included
/// @param tools whether programs run; without, the control arm
/// @param format in which programs are written
/// @param instruction written before every question of format retool, empty for a model that knows the format
/// @param programs made of what the policy writes
/// @param observation of their results, which the policy reads
/// @param beat between two beats
/// @param callPatience after which a code call is asked again
/// @param build of this program
/// @param folder for the files of the policy
public record RolloutWorkerSettings(
        Cluster cluster,
        Names names,
        RunId runId,
        int slot,
        int sequences,
        int groupSamples,
        int positions,
        ToolUse tools,
        FormatChoice format,
        String instruction,
        ProgramRule programs,
        Observation observation,
        Duration beat,
        Duration callPatience,
        String build,
        Path folder) {

    /// Checks that they fit together.
    ///
    /// @throws IllegalArgumentException if a number is too small, a program may run longer than is waited for it,
    ///     or the format has no place for the instruction
    public RolloutWorkerSettings {
        if (slot < 0 || groupSamples < 1 || sequences < groupSamples || positions < 2 || !beat.isPositive()) {
            throw new IllegalArgumentException(("rollout.slot is %d, sequences %d, groupSamples %d, positions %d, beat"
                            + " %s; sequences must be at least groupSamples, and all positive")
                    .formatted(slot, sequences, groupSamples, positions, beat));
        }
        if (callPatience.compareTo(programs.limits().wall()) <= 0) {
            throw new IllegalArgumentException(
                    "rollout.callPatience is %s and rollout.wall %s, so a long program would be asked for again while it runs; set the former well above the latter"
                            .formatted(callPatience, programs.limits().wall()));
        }
        if (format == FormatChoice.HERMES && !instruction.isEmpty()) {
            throw new IllegalArgumentException(
                    "rollout.instruction has no place in rollout.format hermes, whose template lists the tools itself;"
                            + " leave it out");
        }
    }

    /// The worker's name in beats, trajectories and code calls.
    public String worker() {
        return "rollout-" + slot;
    }
}
