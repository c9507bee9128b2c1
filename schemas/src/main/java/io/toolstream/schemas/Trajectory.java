package io.toolstream.schemas;

import java.util.List;
import java.util.OptionalLong;

/// All that the policy wrote and saw for one sample of a request, readable without any other topic or model directory.
/// The reference answer is not in it.
///
/// Checked here: the segments are one PROMPT, then POLICY and INTERPRETER by turns; ids are below the vocabulary;
/// versions never go back; calls stand in order, and what they show lies inside their INTERPRETER segment; an
/// evaluation
/// is written by one version; the counts are those of the segments.
public record Trajectory(
        TrajectoryId trajectoryId,
        RunId runId,
        long groupId,
        int sampleIndex,
        int attempt,
        Purpose purpose,
        ProblemId problemId,
        String question,
        PolicyIdentity policy,
        Sampling sampling,
        WorkerIdentity worker,
        List<Segment> segments,
        List<Call> calls,
        Finish finish,
        Times times,
        Counts counts) {
    public Trajectory {
        Require.atLeast("Trajectory.groupId", groupId, 0);
        Require.atLeast("Trajectory.sampleIndex", sampleIndex, 0);
        Require.atLeast("Trajectory.attempt", attempt, 1);
        Require.text("Trajectory.question", question);
        segments = List.copyOf(segments);
        calls = List.copyOf(calls);
        TrajectoryChecks.authorsAlternate(trajectoryId, segments);
        TrajectoryChecks.idsAreKnown(trajectoryId, segments, policy.vocabulary());
        TrajectoryChecks.versionsAscend(trajectoryId, segments, purpose);
        TrajectoryChecks.samplingIsRecorded(trajectoryId, segments, sampling);
        TrajectoryChecks.callsFit(trajectoryId, segments, calls, finish);
        Require.that(
                counts.equals(Counts.of(segments)),
                "trajectory %s says %s but its segments hold %s",
                trajectoryId,
                counts,
                Counts.of(segments));
    }

    /// The segments that are trained, in order.
    public List<Segment.Policy> policySegments() {
        return segments.stream()
                .filter(Segment.Policy.class::isInstance)
                .map(Segment.Policy.class::cast)
                .toList();
    }

    /// The version of the oldest token; empty when the policy wrote none.
    public OptionalLong oldestVersion() {
        return policySegments().stream()
                .flatMap(segment -> segment.versions().stream())
                .mapToLong(VersionSpan::version)
                .min();
    }

    /// The version of the newest token; empty when the policy wrote none.
    public OptionalLong newestVersion() {
        return policySegments().stream()
                .flatMap(segment -> segment.versions().stream())
                .mapToLong(VersionSpan::version)
                .max();
    }

    /// The same with at most `charactersMax` characters of each output stream of each program. What the policy was
    /// shown of them stays.
    public Trajectory cutTo(int charactersMax) {
        return new Trajectory(
                trajectoryId,
                runId,
                groupId,
                sampleIndex,
                attempt,
                purpose,
                problemId,
                question,
                policy,
                sampling,
                worker,
                segments,
                calls.stream().map(call -> call.cutTo(charactersMax)).toList(),
                finish,
                times,
                counts);
    }
}
