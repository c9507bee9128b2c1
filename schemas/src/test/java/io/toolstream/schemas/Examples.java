package io.toolstream.schemas;

import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One record of each kind, with every optional part given somewhere.
public final class Examples {
    public static final RunId RUN = new RunId("run-1");
    public static final ProblemId PROBLEM = new ProblemId("gsm-17");
    public static final Incarnation INCARNATION = new Incarnation("00000000deadbeef");
    public static final TrajectoryId TRAJECTORY_ID = TrajectoryId.of(7, 2, 1, INCARNATION);
    public static final String HASH = "0123456789abcdef".repeat(4);
    public static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456Z");
    public static final PolicyIdentity POLICY = new PolicyIdentity("m1", "t1", "c1", "retool", 100);
    public static final Sampling PAPER = new Sampling(1.0, 0.7, 0, 42, 512, 4);
    public static final Sampling RAW = new Sampling(1.0, 1.0, 0, 42, 512, 4);
    public static final Program PROGRAM =
            new Program("print(6*7)", List.of("import math"), "", Echo.AST, 5, Limits.USUAL);
    public static final ProgramResult RESULT = new ProgramResult(
            ProgramStatus.OK, 0, "42\n", "", 3, 0, false, Duration.ofMillis(12), Duration.ofMillis(9));
    public static final RequestId REQUEST_ID = new RequestId(TRAJECTORY_ID, 1, 0, HASH, "00ff".repeat(8));

    private Examples() {}

    /// "6×7?" is 5 bytes in UTF-8; its second token ends inside "×".
    public static Segment.Prompt prompt() {
        return new Segment.Prompt("6×7?", TokenIds.of(10, 11, 12), TextEnds.of(1, 2, 5));
    }

    public static Segment.Policy firstThought() {
        return new Segment.Policy(
                "<code>",
                TokenIds.of(20, 21),
                TextEnds.of(5, 6),
                LogProbs.of(-0.5f, -0.25f),
                LogProbs.of(-0.125f, 0f),
                List.of(new VersionSpan(0, 3), new VersionSpan(1, 4)));
    }

    public static Segment.Interpreter reply() {
        return new Segment.Interpreter("[42]", TokenIds.of(30, 31), TextEnds.of(1, 4));
    }

    public static Segment.Policy lastThought() {
        return new Segment.Policy(
                "42",
                TokenIds.of(40),
                TextEnds.of(2),
                LogProbs.of(-1f),
                LogProbs.of(-0.75f),
                List.of(new VersionSpan(0, 4)));
    }

    public static List<Segment> segments() {
        return List.of(prompt(), firstThought(), reply(), lastThought());
    }

    public static Call call() {
        return new Call(
                0,
                REQUEST_ID,
                1,
                PROGRAM,
                "python3",
                RESULT,
                new Call.ByteRange(1, 3),
                Duration.ofMillis(2),
                "sandbox-0",
                "build-1",
                Map.of("python", "3.12.3"));
    }

    public static Trajectory trajectory() {
        return trajectory(segments(), List.of(call()), new Finish(Finish.Reason.ANSWERED, false));
    }

    public static Trajectory trajectory(List<Segment> segments, List<Call> calls, Finish finish) {
        return trajectory(segments, calls, finish, Purpose.TRAINING, PAPER);
    }

    public static Trajectory trajectory(
            List<Segment> segments, List<Call> calls, Finish finish, Purpose purpose, Sampling sampling) {
        return new Trajectory(
                TRAJECTORY_ID,
                RUN,
                7,
                2,
                1,
                purpose,
                PROBLEM,
                "What is 6×7?",
                POLICY,
                sampling,
                new WorkerIdentity("worker-0", INCARNATION, "build-1", "cpu", "bf16", WorkerIdentity.KvOnSwap.KEEP),
                segments,
                calls,
                finish,
                new Times(NOON, NOON, NOON, NOON, Duration.ofMillis(30), Duration.ofMillis(14)),
                Counts.of(segments));
    }

    public static GroupMember member(int sample, double reward) {
        return new GroupMember(
                TrajectoryId.of(7, sample, 1, INCARNATION),
                sample,
                1,
                3,
                1234,
                HASH,
                new Grade(Grade.Verdict.CORRECT, reward, Map.of("answer", reward), "paper", "1", "42"),
                new Counts(3, 3, 2, 1),
                new Finish(Finish.Reason.ANSWERED, false),
                3,
                4);
    }

    public static TrajectoryGroup group() {
        return new TrajectoryGroup(
                RUN,
                7,
                PROBLEM,
                TrajectoryGroup.Outcome.TRAINABLE,
                2,
                List.of(member(0, 1), member(1, -1)),
                null,
                NOON);
    }

    public static RolloutRequest request() {
        return new RolloutRequest(
                RUN,
                7,
                2,
                Purpose.TRAINING,
                PROBLEM,
                "What is 6×7?",
                4,
                List.of(1, 3),
                PAPER,
                null,
                null,
                NOON,
                Duration.ofMinutes(10));
    }

    public static CodeRequest codeRequest() {
        return new CodeRequest(REQUEST_ID, RUN, "worker-0", INCARNATION, PROGRAM, "python3", Duration.ofSeconds(30));
    }

    public static CodeResult codeResult() {
        return new CodeResult(
                REQUEST_ID,
                "worker-0",
                INCARNATION,
                RESULT,
                null,
                1,
                Duration.ofMillis(2),
                "sandbox-0",
                "build-1",
                Map.of("python", "3.12.3", "numpy", "2.1.0"));
    }

    public static WorkerBeat beat() {
        return new WorkerBeat(
                RUN,
                "worker-0",
                INCARNATION,
                9,
                List.of(new WorkerBeat.GroupInPlay(Purpose.TRAINING, 7, 2, List.of(3), List.of(1))),
                12,
                4L,
                Map.of("tokensPerSecond", 81.5),
                NOON);
    }

    public static BehaviourReport behaviour() {
        return new BehaviourReport(
                RUN,
                4,
                3,
                1,
                1,
                2,
                -1,
                90,
                150,
                2,
                4,
                3,
                9,
                1,
                1,
                0,
                0.25,
                0.75,
                1,
                Map.of("ANSWERED", 3L, "ABORTED", 1L),
                Map.of("OK", 3L, "ERROR", 1L));
    }

    public static WeightManifest manifest() {
        return new WeightManifest(
                RUN,
                4,
                WeightManifest.Kind.DELTA,
                3L,
                POLICY,
                "bf16",
                HASH,
                List.of(new WeightManifest.Blob(WeightManifest.Role.WEIGHTS, "kafka:" + HASH, HASH, 4096)),
                NOON);
    }

    public static StepReport step() {
        return new StepReport(
                RUN,
                5,
                4,
                List.of(new StepReport.TrainedGroup(7, 20), new StepReport.TrainedGroup(6, 19)),
                21,
                HASH,
                HASH,
                Map.of("loss", 0.5, "entropy", 1.25),
                "gradient norm is NaN",
                null,
                NOON,
                NOON.plusSeconds(3));
    }

    public static RunManifest run() {
        return new RunManifest(
                RUN,
                RunManifest.State.RUNNING,
                Map.of("learner.groupsPerStep", "8"),
                "abc123",
                POLICY,
                "gsm",
                HASH,
                new RunManifest.Parent(new RunId("run-0"), 12),
                null,
                NOON,
                NOON);
    }

    public static EvaluationReport evaluation() {
        return new EvaluationReport(
                RUN, "heldout", 4, 300, 4, 0.5, 0.75, 1.0, 1.5, PAPER, "paper/1", Map.of("gcd", 0.25), NOON);
    }

    public static DeadLetter deadLetter() {
        return new DeadLetter(
                "run-1.trajectories", 2, 17, "trajectories", "Trajectory is cut short", null, Bytes.of((byte) 1), NOON);
    }

    public static Problem problem() {
        return new Problem(PROBLEM, "What is 6×7?", Map.of("family", "products"));
    }

    public static Answer answer() {
        return new Answer(PROBLEM, "42");
    }

    public static WeightChunk chunk() {
        return new WeightChunk(HASH, 1, 3, Bytes.of((byte) 0xca, (byte) 0xfe));
    }
}
