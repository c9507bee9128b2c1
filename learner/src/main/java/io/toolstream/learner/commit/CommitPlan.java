package io.toolstream.learner.commit;

import io.toolstream.schemas.WeightManifest;
import java.util.ArrayList;
import java.util.List;

/// The order in which a step becomes durable. A crash between any two actions loses nothing: before the transaction
/// the step has not happened for anybody else, and after it nothing is left to do.
///
/// @param checkpointEvery steps between two checkpoints
/// @param keyframeEvery   versions between two keyframes
public record CommitPlan(int checkpointEvery, int keyframeEvery) {
    /// Checks the ranges.
    public CommitPlan {
        if (checkpointEvery < 1 || keyframeEvery < 1) {
            throw new IllegalArgumentException("checkpointEvery %d and keyframeEvery %d must be at least 1"
                    .formatted(checkpointEvery, keyframeEvery));
        }
    }

    /// One durable action of a step.
    public sealed interface Action {
        /// Write the whole state aside, sync it, rename it.
        record WriteCheckpoint(long step) implements Action {}

        /// Write the blobs of a version, named by their content.
        record WriteBlobs(long version, WeightManifest.Kind kind) implements Action {}

        /// One transaction: the manifest of a new version, the report, and new requests.
        record Commit(long step, long version, boolean publishes) implements Action {}
    }

    /// The actions of `step`, which ends in `version`.
    ///
    /// @param publishes false when the update was refused: the version stays and there are no weights to write
    public List<Action> actions(long step, long version, boolean publishes) {
        return actions(step, version, publishes, false);
    }

    /// As [#actions(long, long, boolean)].
    ///
    /// @param checkpointed whether a checkpoint is written whatever the number of the step
    public List<Action> actions(long step, long version, boolean publishes, boolean checkpointed) {
        List<Action> actions = new ArrayList<>();
        if (checkpointed || step % checkpointEvery == 0) {
            actions.add(new Action.WriteCheckpoint(step));
        }
        if (publishes) {
            actions.add(new Action.WriteBlobs(
                    version, version % keyframeEvery == 0 ? WeightManifest.Kind.KEYFRAME : WeightManifest.Kind.DELTA));
        }
        actions.add(new Action.Commit(step, version, publishes));
        return actions;
    }
}
