package io.toolstream.app.account;

import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A run, counted.
///
/// @param requests       numbers issued, re-issues not counted
/// @param ended          groups by outcome
/// @param open           requests that have not ended and whose deadline has not passed
/// @param trajectories   for training, on the log
/// @param superseded     those that another of the same sample, or the end of the group, had come before
/// @param aborted        those that cannot be members, because the sandbox failed or the worker stopped
/// @param evaluations    trajectories of evaluations
/// @param undecodable    records of `trajectories` that cannot be read
/// @param trained        groups that a step trained
/// @param stale          trainable groups that had become too old when their turn came
/// @param lost           requests that neither ended nor are open
/// @param duplicated     trainings of a group that was trained before
/// @param versions       of the policy, the one of the cold start counted
/// @param steps          on `learner-steps`
/// @param gaps           numbers that are missing among requests, steps and versions
/// @param maxStaleness   of any trained group
/// @param faultCount     broken rules in all
/// @param faults         the first few of each rule
public record Account(
        long requests,
        Map<Outcome, Long> ended,
        long open,
        long trajectories,
        long superseded,
        long aborted,
        long evaluations,
        long undecodable,
        long trained,
        long stale,
        long lost,
        long duplicated,
        long versions,
        long steps,
        long gaps,
        long maxStaleness,
        int faultCount,
        List<Fault> faults) {
    /// Copies the collections.
    public Account {
        ended = Collections.unmodifiableMap(new EnumMap<>(ended));
        faults = List.copyOf(faults);
    }

    /// Counts `records`.
    ///
    /// @param now   against which deadlines are held
    /// @param grace from a deadline to the end of its request, at most
    public static Account of(RunRecords records, Bounds bounds, Instant now, Duration grace) {
        Faults faults = new Faults();
        RequestChecks requests = new RequestChecks(records, faults);
        requests.run(now, grace);
        MemberChecks members = new MemberChecks(records, faults);
        members.run();
        TrainingChecks training = new TrainingChecks(records, bounds, faults);
        training.run();
        records.leaks.forEach(
                where -> faults.add(Invariant.ANSWERS_STAY, "a planted answer stands at %s", where));
        return new Account(
                records.requests.size(),
                ended(records),
                requests.open,
                members.training,
                members.superseded,
                members.aborted,
                members.evaluations,
                records.undecodable.size(),
                training.trained(),
                training.tooOld,
                requests.lost,
                training.duplicated,
                training.versions(),
                records.steps.size(),
                requests.missing + training.missing,
                training.maxStaleness,
                faults.total(),
                faults.kept());
    }

    /// Whether no rule is broken.
    public boolean clean() {
        return faultCount == 0;
    }

    private static Map<Outcome, Long> ended(RunRecords records) {
        Map<Outcome, Long> ended = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, 0L);
        }
        for (TrajectoryGroup group : records.groupsByOffset.values()) {
            ended.merge(group.outcome(), 1L, Long::sum);
        }
        return ended;
    }
}
