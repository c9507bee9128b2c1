package io.toolstream.learner.commit;

import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.TrajectoryGroup;
import java.util.List;

/// What one step trains. Groups before the cursor that no batch names had no signal, or had become too old.
///
/// @param groups in the order of the log; none where no group that was consumed has a signal
/// @param cursor next offset of `trajectory-groups` after the step
public record Batch(List<Entry> groups, long cursor) {
    /// Copies the list.
    public Batch {
        groups = List.copyOf(groups);
    }

    /// A group and its offset.
    public record Entry(long offset, TrajectoryGroup group) {}

    /// The batch as a StepReport names it.
    public List<TrainedGroup> trained() {
        return groups.stream()
                .map(entry -> new TrainedGroup(entry.group().groupId(), entry.offset()))
                .toList();
    }

    /// How many versions the oldest token is behind `version`.
    public long staleness(long version) {
        return groups.stream()
                .mapToLong(entry -> version - Backlog.oldest(entry.group()))
                .max()
                .orElse(0);
    }
}
