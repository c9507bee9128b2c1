package io.toolstream.app.account;

import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.WeightManifest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether the steps consumed the groups in order, each once, and published a version each.
final class TrainingChecks {
    private final RunRecords records;
    private final Bounds bounds;
    private final Faults faults;
    private final Set<Long> trained = new HashSet<>();
    private final Map<Long, StepReport> byVersion = new HashMap<>();
    private long nextStep;
    private long version;
    private long cursor;
    long duplicated;
    long tooOld;
    long maxStaleness;
    long missing;

    TrainingChecks(RunRecords records, Bounds bounds, Faults faults) {
        this.records = records;
        this.bounds = bounds;
        this.faults = faults;
    }

    void run() {
        for (StepReport report : records.steps) {
            step(report);
        }
        manifests();
        boolean published = !records.steps.isEmpty() && records.steps.getFirst().version() == 0;
        if (!records.requests.isEmpty() && !published) {
            faults.add(Invariant.VERSION_ZERO_FIRST, "%d requests, but no version 0", records.requests.size());
        }
    }

    /// Groups that were trained.
    long trained() {
        return trained.size();
    }

    /// Versions that steps or manifests tell of.
    long versions() {
        Set<Long> versions = new HashSet<>(byVersion.keySet());
        versions.addAll(records.manifests.keySet());
        return versions.size();
    }

    private void step(StepReport report) {
        if (report.step() != nextStep) {
            faults.add(Invariant.DENSE_VERSIONS, "step %d stands where step %d should", report.step(), nextStep);
            missing += Math.max(0, report.step() - nextStep);
        }
        boolean first = nextStep == 0;
        nextStep = Math.max(nextStep, report.step() + 1);
        boolean updated = report.refusal() == null;
        long expected = first ? 0 : version + (updated ? 1 : 0);
        if (report.version() != expected) {
            faults.add(
                    Invariant.DENSE_VERSIONS,
                    "step %d ends in version %d instead of %d",
                    report.step(),
                    report.version(),
                    expected);
            missing += Math.max(0, report.version() - expected);
        }
        if (report.cursor() < cursor) {
            faults.add(
                    Invariant.CURSOR_ADVANCES,
                    "step %d moves the cursor back from %d to %d",
                    report.step(),
                    cursor,
                    report.cursor());
        }
        for (TrainedGroup group : report.batch()) {
            trained(report, group);
        }
        passedOver(report);
        version = report.version();
        cursor = Math.max(cursor, report.cursor());
        if (updated || first) {
            byVersion.put(report.version(), report);
        }
    }

    private void trained(StepReport report, TrainedGroup named) {
        if (!trained.add(named.groupId())) {
            duplicated++;
            faults.add(Invariant.TRAINED_ONCE, "step %d trains group %d again", report.step(), named.groupId());
        }
        if (named.offset() < cursor) {
            faults.add(
                    Invariant.CURSOR_ADVANCES,
                    "step %d trains offset %d, before its cursor %d",
                    report.step(),
                    named.offset(),
                    cursor);
        }
        TrajectoryGroup group = records.groupsByOffset.get(named.offset());
        if (group == null || group.groupId() != named.groupId() || group.outcome() != Outcome.TRAINABLE) {
            faults.add(
                    Invariant.TRAINED_AS_ENDED,
                    "step %d trains group %d at offset %d, where there is %s",
                    report.step(),
                    named.groupId(),
                    named.offset(),
                    group == null ? "none" : "group %d, %s".formatted(group.groupId(), group.outcome()));
            return;
        }
        long staleness = staleness(group);
        maxStaleness = Math.max(maxStaleness, staleness);
        if (bounds.maxStaleness().isPresent()
                && staleness > bounds.maxStaleness().getAsInt()) {
            faults.add(
                    Invariant.STALENESS_BOUNDED,
                    "step %d trains group %d, which is %d versions old; the bound is %d",
                    report.step(),
                    named.groupId(),
                    staleness,
                    bounds.maxStaleness().getAsInt());
        }
    }

    private void passedOver(StepReport report) {
        if (report.cursor() <= cursor) {
            return;
        }
        for (TrajectoryGroup group :
                records.groupsByOffset.subMap(cursor, report.cursor()).values()) {
            if (group.outcome() == Outcome.TRAINABLE && !trained.contains(group.groupId())) {
                tooOld++;
                if (bounds.maxStaleness().isPresent()
                        && staleness(group) <= bounds.maxStaleness().getAsInt()) {
                    faults.add(
                            Invariant.CURSOR_ADVANCES,
                            "step %d passes over group %d, which is trainable and %d versions old",
                            report.step(),
                            group.groupId(),
                            staleness(group));
                }
            }
        }
    }

    private long staleness(TrajectoryGroup group) {
        return version - group.oldestVersion().orElse(version);
    }

    /// A version is there once, with the weights its step tells of. A missing one was retired, if a keyframe follows.
    private void manifests() {
        for (var entry : records.manifests.entrySet()) {
            List<WeightManifest> of = entry.getValue();
            StepReport report = byVersion.get(entry.getKey());
            if (of.size() > 1) {
                faults.add(Invariant.DENSE_VERSIONS, "version %d is published %d times", entry.getKey(), of.size());
            }
            if (report == null) {
                faults.add(Invariant.DENSE_VERSIONS, "version %d is published by no step", entry.getKey());
            } else if (!report.weightsHash().equals(of.getFirst().weightsHash())) {
                faults.add(
                        Invariant.DENSE_VERSIONS,
                        "version %d is published with other weights than step %d tells of",
                        entry.getKey(),
                        report.step());
            }
        }
        for (long wanted : byVersion.keySet()) {
            var next = records.manifests.ceilingEntry(wanted);
            boolean retired = next != null && next.getValue().getFirst().kind() == WeightManifest.Kind.KEYFRAME;
            if ((next == null || next.getKey() != wanted) && !retired) {
                missing++;
                faults.add(Invariant.DENSE_VERSIONS, "the manifest of version %d is missing", wanted);
            }
        }
    }
}
