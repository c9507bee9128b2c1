package io.toolstream.learner.commit;

import io.toolstream.schemas.StepReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a restarted learner does, after it has fenced its predecessor, to stand where the log stands. The state it
/// has is that of its newest valid checkpoint; step 0 is the publication of version 0.
public sealed interface Restart {
    /// The checkpoint's step never reached the log: publish it as it stands, with the batch it names.
    record Publish(long step) implements Restart {}

    /// Train the batch of `report` again, publish nothing, and go on with [#rerun].
    ///
    /// @param later the steps to run again after it
    record Rerun(StepReport report, List<StepReport> later) implements Restart {
        /// Copies the list.
        public Rerun {
            later = List.copyOf(later);
        }

        /// What follows when this step has come to `hashes`.
        public Restart rerun(StateHashes hashes) {
            return compare(report, hashes, later);
        }
    }

    /// The state is that of the log's last step.
    ///
    /// @param step      the last one
    /// @param published whether to load the published weights, because a divergence was accepted
    record Ready(long step, boolean published) implements Restart {}

    /// The state after `step` is not what the log says; exit code 3.
    ///
    /// @param last of the log
    record Diverged(long step, long last, String what) implements Restart {
        public static final int EXIT_CODE = 3;

        /// On the operator's word: go on from the published weights, and say so in the next report.
        public Restart accept() {
            return new Ready(last, true);
        }

        /// For the operator.
        ///
        /// @param tensor the first that differs, where it is known
        public String message(@Nullable String tensor) {
            return "step %d run again has other %s than the log says%s. Start with learner.acceptDivergence=true to go on from"
                            .formatted(step, what, tensor == null ? "" : ", first in tensor " + tensor)
                    + " the published weights, or restore a checkpoint of before step %d.".formatted(step);
        }
    }

    /// Checkpoint and log do not belong together.
    record Refused(String reason) implements Restart {}

    /// The first thing to do.
    ///
    /// @param checkpoint the step of the newest valid checkpoint
    /// @param hashes     of its state
    /// @param reports    all of `learner-steps` from `checkpoint` on, or all there are
    static Restart begin(long checkpoint, StateHashes hashes, List<StepReport> reports) {
        long last = reports.isEmpty() ? -1 : reports.getLast().step();
        if (checkpoint == last + 1) {
            return new Publish(checkpoint);
        }
        if (checkpoint > last) {
            return new Refused("the checkpoint is of step %d, but the log ends with step %d: is it of another run?"
                    .formatted(checkpoint, last));
        }
        List<StepReport> from =
                reports.stream().filter(report -> report.step() >= checkpoint).toList();
        for (int i = 0; i < from.size(); i++) {
            if (from.get(i).step() != checkpoint + i) {
                return new Refused("step %d is missing on learner-steps: restore a checkpoint of step %d or later"
                        .formatted(checkpoint + i, from.get(i).step()));
            }
        }
        return compare(from.getFirst(), hashes, from.subList(1, from.size()));
    }

    private static Restart compare(StepReport report, StateHashes hashes, List<StepReport> later) {
        StateHashes expected = StateHashes.of(report);
        if (!hashes.equals(expected)) {
            long last = later.isEmpty() ? report.step() : later.getLast().step();
            return new Diverged(
                    report.step(), last, hashes.weights().equals(expected.weights()) ? "moments" : "weights");
        }
        return later.isEmpty()
                ? new Ready(report.step(), false)
                : new Rerun(later.getFirst(), later.subList(1, later.size()));
    }
}
