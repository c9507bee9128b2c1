package io.toolstream.app.account;

import io.toolstream.app.account.Played.Place;
import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Finish.Reason;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.LogProbs;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.TokenIds;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.VersionSpan;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WorkerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Records of a small run: groups of two samples, one step that trains groups 0 and 1.
final class SmallRun {
    static final RunId RUN = new RunId("small");
    static final Instant START = Instant.parse("2026-01-02T12:00:00Z");
    static final int SAMPLES = 2;

    private static final Incarnation WORKER = new Incarnation("00000000deadbeef");
    private static final Sampling SAMPLING = new Sampling(1.0, 1.0, 0, 42, 512, 4);
    private static final Finish ANSWERED = new Finish(Reason.ANSWERED, false);
    private static final PolicyIdentity POLICY = new PolicyIdentity("m1", "t1", "c1", "retool", 100);

    private SmallRun() {}

    static String hash(long number) {
        return "%016x".formatted(number).repeat(4);
    }

    static RolloutRequest request(long seq) {
        return request(seq, 1, List.of(0, 1), START);
    }

    static RolloutRequest request(long seq, int attempt, List<Integer> samples, Instant issued) {
        return new RolloutRequest(
                RUN,
                seq,
                attempt,
                Purpose.TRAINING,
                new ProblemId("p" + seq),
                "What is 6×7?",
                SAMPLES,
                samples,
                SAMPLING,
                null,
                null,
                issued,
                Duration.ofMinutes(1));
    }

    static TrajectoryId id(long groupId, int sample, int attempt) {
        return TrajectoryId.of(groupId, sample, attempt, WORKER);
    }

    /// As it lies at `offset` of partition 0, written by version 0.
    static Played played(long groupId, int sample, int attempt, long offset) {
        return new Played(
                id(groupId, sample, attempt),
                groupId,
                sample,
                attempt,
                Purpose.TRAINING,
                true,
                new Place(0, offset),
                hash(offset),
                0);
    }

    /// A trajectory of one response of two tokens.
    static Trajectory trajectory(long groupId, int sample, String text) {
        List<Segment> segments = List.of(
                new Segment.Prompt("6*7?", TokenIds.of(10, 11), TextEnds.of(2, 4)),
                new Segment.Policy(
                        text,
                        TokenIds.of(20, 21),
                        TextEnds.of(1, text.length()),
                        LogProbs.of(-1, -1),
                        null,
                        List.of(new VersionSpan(0, 0))));
        return new Trajectory(
                id(groupId, sample, 1),
                RUN,
                groupId,
                sample,
                1,
                Purpose.TRAINING,
                new ProblemId("p" + groupId),
                "What is 6×7?",
                POLICY,
                SAMPLING,
                new WorkerIdentity("worker-0", WORKER, "build-1", "cpu", "bf16", WorkerIdentity.KvOnSwap.KEEP),
                segments,
                List.of(),
                ANSWERED,
                new Times(START, START, START, START, Duration.ZERO, Duration.ZERO),
                Counts.of(segments));
    }

    static GroupMember member(Played played) {
        return new GroupMember(
                played.id(),
                played.sample(),
                played.attempt(),
                played.place().partition(),
                played.place().offset(),
                played.hash(),
                new Grade(Grade.Verdict.CORRECT, played.sample(), Map.of(), "paper", "1", null),
                new Counts(2, 2, 0, 0),
                ANSWERED,
                played.oldest(),
                played.oldest());
    }

    static TrajectoryGroup group(long groupId, Outcome outcome, Played... members) {
        return new TrajectoryGroup(
                RUN,
                groupId,
                new ProblemId("p" + groupId),
                outcome,
                SAMPLES,
                List.of(members).stream().map(SmallRun::member).toList(),
                outcome == Outcome.TRAINABLE ? null : "for a test",
                START);
    }

    /// A step that makes `version`, or is refused if there is a reason.
    static StepReport step(long step, long version, long cursor, TrainedGroup... batch) {
        return new StepReport(
                RUN,
                step,
                version,
                List.of(batch),
                cursor,
                hash(version),
                hash(step),
                Map.of(),
                null,
                null,
                START,
                START);
    }

    static WeightManifest manifest(long version) {
        return new WeightManifest(
                RUN,
                version,
                version == 0 ? WeightManifest.Kind.KEYFRAME : WeightManifest.Kind.DELTA,
                version == 0 ? null : version - 1,
                POLICY,
                "bf16",
                hash(version),
                List.of(new WeightManifest.Blob(WeightManifest.Role.WEIGHTS, "b", hash(version), 1)),
                START);
    }

    /// Three requests, each played once and ended, at offsets 0, 1 and 3 of the groups.
    static RunRecords clean() {
        RunRecords records = untrained();
        records.step(step(0, 0, 0));
        records.step(step(1, 1, 2, new TrainedGroup(0, 0), new TrainedGroup(1, 1)));
        records.manifest(manifest(0));
        records.manifest(manifest(1));
        return records;
    }

    /// As [#clean()], without steps and versions.
    static RunRecords untrained() {
        RunRecords records = new RunRecords();
        for (long seq : new long[] {0, 1, 2}) {
            records.request(request(seq));
            Played[] members = IntStream.range(0, SAMPLES)
                    .mapToObj(sample -> played(seq, sample, 1, SAMPLES * seq + sample))
                    .toArray(Played[]::new);
            List.of(members).forEach(records::trajectory);
            records.group(seq == 2 ? 3 : seq, group(seq, Outcome.TRAINABLE, members));
        }
        return records;
    }
}
