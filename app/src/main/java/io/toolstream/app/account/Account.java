package io.toolstream.app.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
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
        records.unreadable.forEach(what -> faults.add(Invariant.DEAD_LETTERED, "a program's own record at %s", what));
        records.leaks.forEach(where -> faults.add(Invariant.ANSWERS_STAY, "a planted answer stands at %s", where));
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

    /// As a script reads it.
    public ObjectNode toJson() {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.put("requests", requests);
        ObjectNode outcomes = object.putObject("ended");
        ended.forEach((outcome, count) -> outcomes.put(outcome.name(), count));
        object.put("open", open)
                .put("trajectories", trajectories)
                .put("superseded", superseded)
                .put("aborted", aborted)
                .put("evaluations", evaluations)
                .put("undecodable", undecodable)
                .put("trained", trained)
                .put("stale", stale)
                .put("lost", lost)
                .put("duplicated", duplicated)
                .put("versions", versions)
                .put("steps", steps)
                .put("gaps", gaps)
                .put("max_staleness", maxStaleness)
                .put("clean", clean())
                .put("fault_count", faultCount);
        ArrayNode broken = object.putArray("faults");
        faults.forEach(fault -> broken.addObject()
                .put("rule", fault.invariant().id())
                .put("name", fault.invariant().name())
                .put("detail", fault.detail()));
        return object;
    }

    /// As a person reads it.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        row(lines, "requests", requests, "");
        ended.forEach((outcome, count) -> {
            if (count > 0) {
                row(lines, "  " + outcome.name().toLowerCase(Locale.ROOT), count, "");
            }
        });
        row(lines, "  open", open, "within their deadline");
        row(lines, "  lost", lost, "neither ended nor open");
        row(lines, "trajectories", trajectories, "for training");
        row(lines, "  superseded", superseded, "another of the sample, or the end of its group, came first");
        row(lines, "  aborted", aborted, "the sandbox failed or the worker stopped");
        row(lines, "  undecodable", undecodable, "besides these");
        row(lines, "evaluations", evaluations, "trajectories");
        row(lines, "steps", steps, "");
        row(lines, "  trained", trained, "groups, the oldest %d versions behind".formatted(maxStaleness));
        row(lines, "  duplicated", duplicated, "trainings of a group trained before");
        row(lines, "  stale", stale, "trainable groups too old when their turn came");
        row(lines, "versions", versions, "");
        row(lines, "gaps", gaps, "missing among requests, steps and versions");
        faults.forEach(fault -> lines.add("BROKEN " + fault));
        lines.add(clean() ? "No rule is broken." : "Rules are broken in %d places.".formatted(faultCount));
        return lines;
    }

    private static void row(List<String> lines, String name, long count, String meaning) {
        lines.add("%-16s %10d  %s".formatted(name, count, meaning).stripTrailing());
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
