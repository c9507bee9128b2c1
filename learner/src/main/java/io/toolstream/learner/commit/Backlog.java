package io.toolstream.learner.commit;

import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The groups that no step has consumed, in the order of `trajectory-groups`: a fold over that topic and
/// `learner-steps`. Batches are cut from its front, so that one offset, the cursor, says all that was consumed.
///
/// With dynamic sampling (DAPO, arXiv:2503.14476, §3.2) a batch is so many trainable groups, however many without a
/// signal lie between them. Without, it is so many complete groups, of which it trains the trainable ones: none
/// perhaps.
///
/// Staleness is judged here and nowhere else: by the oldest token of a group, at the version that would be trained.
/// The groups of a batch that is being trained count as waiting until its report is on the log.
public final class Backlog {
    private final int groupsPerStep;
    private final int maxStaleness;
    private final boolean dynamicSampling;
    private final Deque<Batch.Entry> waiting = new ArrayDeque<>();
    private long version;
    private long cursor;
    private long end;

    /// An empty backlog of a run at version 0, with dynamic sampling.
    public Backlog(int groupsPerStep, int maxStaleness) {
        this(groupsPerStep, maxStaleness, true);
    }

    /// An empty backlog of a run at version 0.
    ///
    /// @param dynamicSampling whether only trainable groups fill a batch
    public Backlog(int groupsPerStep, int maxStaleness, boolean dynamicSampling) {
        this.groupsPerStep = groupsPerStep;
        this.maxStaleness = maxStaleness;
        this.dynamicSampling = dynamicSampling;
    }

    /// A group is on the log at `offset`; offsets ascend, and a transaction leaves gaps between them.
    public void ended(long offset, TrajectoryGroup group) {
        if (offset < end) {
            throw new IllegalStateException(
                    "group %d at offset %d comes after offset %d".formatted(group.groupId(), offset, end - 1));
        }
        end = offset + 1;
        if (offset >= cursor && fills(group) && fresh(group)) {
            waiting.add(new Batch.Entry(offset, group));
        }
    }

    /// A step is on the log: what lies before its cursor is consumed, and what is too old for its version goes.
    public void stepped(StepReport report) {
        if (report.version() < version || report.cursor() < cursor) {
            throw new IllegalStateException("step %d goes back to version %d, cursor %d from version %d, cursor %d"
                    .formatted(report.step(), report.version(), report.cursor(), version, cursor));
        }
        version = report.version();
        cursor = report.cursor();
        waiting.removeIf(entry -> entry.offset() < cursor || !fresh(entry.group()));
    }

    /// Groups that ended and wait for a step.
    public int waiting() {
        return waiting.size();
    }

    /// Of those, the ones that `batch` leaves.
    public int waitingAfter(Batch batch) {
        return (int) waiting.stream()
                .filter(entry -> entry.offset() >= batch.cursor())
                .count();
    }

    /// The batch of the next step, as soon as there are enough groups for it.
    public Optional<Batch> batch() {
        if (waiting.size() < groupsPerStep) {
            return Optional.empty();
        }
        List<Batch.Entry> front = waiting.stream().limit(groupsPerStep).toList();
        List<Batch.Entry> trained =
                front.stream().filter(entry -> trainable(entry.group())).toList();
        return Optional.of(new Batch(trained, front.getLast().offset() + 1));
    }

    private boolean fills(TrajectoryGroup group) {
        return trainable(group) || (!dynamicSampling && group.outcome() == Outcome.NO_SIGNAL);
    }

    private static boolean trainable(TrajectoryGroup group) {
        return group.outcome() == Outcome.TRAINABLE;
    }

    private boolean fresh(TrajectoryGroup group) {
        return version - oldest(group) <= maxStaleness;
    }

    static long oldest(TrajectoryGroup group) {
        return group.oldestVersion()
                .orElseThrow(() -> new IllegalStateException("group %d has no members".formatted(group.groupId())));
    }
}
