package io.toolstream.schemas;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One step of the learner: what it trained on, in order, and what came of it. Replay reads the batch here.
///
/// @param version     the version after the step; that before it when the update was refused
/// @param batch       the groups trained, in the order trained
/// @param cursor      next offset of `trajectory-groups` after the step
/// @param weightsHash SHA-256 of the bf16 weights in canonical order
/// @param stateHash   SHA-256 of masters, moments and random state
/// @param refusal     why the update was refused; absent when it was not
/// @param divergence  what a restart accepted although its hashes differed; absent otherwise
public record StepReport(
        RunId runId,
        long step,
        long version,
        List<TrainedGroup> batch,
        long cursor,
        String weightsHash,
        String stateHash,
        Map<String, Double> metrics,
        @Nullable String refusal,
        @Nullable String divergence,
        Instant started,
        Instant finished) {
    public StepReport {
        Require.atLeast("StepReport.step", step, 0);
        Require.atLeast("StepReport.version", version, 0);
        Require.that(version <= step, "StepReport %d has version %d; a step makes at most one", step, version);
        batch = List.copyOf(batch);
        Require.that(
                batch.stream().map(TrainedGroup::groupId).distinct().count() == batch.size(),
                "StepReport %d trains a group twice",
                step);
        Require.atLeast("StepReport.cursor", cursor, 0);
        for (TrainedGroup group : batch) {
            Require.that(
                    group.offset() < cursor,
                    "StepReport %d trains offset %d beyond its cursor %d",
                    step,
                    group.offset(),
                    cursor);
        }
        Require.sha256("StepReport.weightsHash", weightsHash);
        Require.sha256("StepReport.stateHash", stateHash);
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        started = Require.micros(started);
        finished = Require.micros(finished);
    }

    /// A group of the batch, by its number and its offset in the one partition of `trajectory-groups`.
    public record TrainedGroup(long groupId, long offset) {
        public TrainedGroup {
            Require.atLeast("TrainedGroup.groupId", groupId, 0);
            Require.atLeast("TrainedGroup.offset", offset, 0);
        }
    }
}
