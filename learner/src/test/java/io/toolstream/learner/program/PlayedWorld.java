package io.toolstream.learner.program;

import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.LogProbs;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.Sha256;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.TokenIds;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.VersionSpan;
import io.toolstream.schemas.WorkerIdentity;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/// Answers requests as a rollout worker and a trajectory service would together: every request's samples with tokens
/// that follow from its number, and then its group. Every third group teaches nothing. Nothing of it is random.
final class PlayedWorld implements AutoCloseable {
    private static final Incarnation WORKER = new Incarnation("w1");
    private static final PolicyIdentity POLICY = new PolicyIdentity("m", "t", "c", "retool", 64);
    private static final int TOKENS = 6;

    private final Names names;
    private final Codecs codecs;
    private final LogReader requests;
    private final LogWriter writer;
    private LongSupplier version = () -> 0;

    PlayedWorld(Cluster cluster, Names names, Codecs codecs) {
        this.names = names;
        this.codecs = codecs;
        this.requests = LogReader.fromBeginning(cluster, List.of(Topics.ROLLOUT_REQUESTS.in(names)));
        this.writer = LogWriter.open(cluster, Duration.ofSeconds(20));
    }

    /// Answers are written by the version that `newest` tells from now on.
    void writtenBy(LongSupplier newest) {
        version = newest;
    }

    /// Answers what has been asked within `wait`.
    void play(Duration wait) throws InterruptedException {
        for (LogRecord record : requests.poll(wait)) {
            RolloutRequest request =
                    codecs.rolloutRequests().decode(record.body().orElseThrow());
            List<GroupMember> members = new ArrayList<>();
            for (int sample : request.samples()) {
                members.add(member(request, sample));
            }
            boolean signal = request.seq() % 3 != 2;
            writer.write(OutgoingRecord.of(
                    Topics.TRAJECTORY_GROUPS.in(names),
                    Long.toString(request.seq()),
                    codecs.trajectoryGroups()
                            .encode(new TrajectoryGroup(
                                    request.runId(),
                                    request.seq(),
                                    request.problemId(),
                                    signal ? TrajectoryGroup.Outcome.TRAINABLE : TrajectoryGroup.Outcome.NO_SIGNAL,
                                    request.size(),
                                    members,
                                    null,
                                    Instant.now()))));
        }
    }

    private GroupMember member(RolloutRequest request, int sample) throws InterruptedException {
        long played = version.getAsLong();
        Trajectory trajectory = trajectory(request, sample, played);
        byte[] value = codecs.trajectories().encode(trajectory);
        LogPosition place =
                writer.write(OutgoingRecord.of(Topics.TRAJECTORIES.in(names), Long.toString(request.seq()), value));
        boolean right = request.seq() % 3 == 2 || sample % 2 == 0;
        return new GroupMember(
                trajectory.trajectoryId(),
                sample,
                request.attempt(),
                place.partition().partition(),
                place.offset(),
                Sha256.of(value),
                new Grade(
                        right ? Grade.Verdict.CORRECT : Grade.Verdict.WRONG,
                        right ? 1 : -1,
                        Map.of(),
                        "paper",
                        "1",
                        null),
                trajectory.counts(),
                trajectory.finish(),
                played,
                played);
    }

    private static Trajectory trajectory(RolloutRequest request, int sample, long version) {
        Random random = new Random(request.seq() * 64 + sample);
        int[] ids = random.ints(TOKENS, 0, 64).toArray();
        float[] logProbs = new float[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            logProbs[i] = -3 - random.nextFloat();
        }
        List<Segment> segments = List.of(
                new Segment.Prompt("ab", TokenIds.of(1, 2), TextEnds.of(1, 2)),
                new Segment.Policy(
                        "abcdef",
                        TokenIds.of(ids),
                        TextEnds.of(1, 2, 3, 4, 5, 6),
                        LogProbs.of(logProbs),
                        null,
                        List.of(new VersionSpan(0, version))));
        Instant now = request.issued();
        return new Trajectory(
                TrajectoryId.of(request.seq(), sample, request.attempt(), WORKER),
                request.runId(),
                request.seq(),
                sample,
                request.attempt(),
                request.purpose(),
                request.problemId(),
                request.question(),
                POLICY,
                request.sampling(),
                new WorkerIdentity("rollout-0", WORKER, "test", "cpu", "f32", WorkerIdentity.KvOnSwap.KEEP),
                segments,
                List.of(),
                new Finish(Finish.Reason.ANSWERED, false),
                new Times(now, now, now, now, Duration.ZERO, Duration.ZERO),
                Counts.of(segments));
    }

    @Override
    public void close() {
        requests.close();
        writer.close();
    }
}
