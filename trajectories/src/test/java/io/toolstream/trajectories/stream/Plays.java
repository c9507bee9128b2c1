package io.toolstream.trajectories.stream;

import io.toolstream.schemas.Call;
import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Finish.Reason;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.LogProbs;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.TokenIds;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.VersionSpan;
import io.toolstream.schemas.WorkerIdentity;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.topic.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Requests and trajectories of a small run. The right answer is what the test says it is.
final class Plays {
    static final Names NAMES = new Names("run-1", "pool", "gsm");
    static final RunId RUN = new RunId("run-1");
    static final ProblemId PROBLEM = new ProblemId("gsm-17");
    static final Instant START = Instant.parse("2026-01-02T12:00:00Z");

    private static final String CODE = "x = 6\nprint(x*7)";
    private static final Incarnation WORKER = new Incarnation("00000000deadbeef");
    private static final Sampling RAW = new Sampling(1.0, 1.0, 0, 42, 512, 4);

    private Plays() {}

    /// Asks for `size` samples within a minute of [#START].
    static RolloutRequest request(long seq, int size) {
        return request(seq, size, PROBLEM, START);
    }

    static RolloutRequest request(long seq, int size, ProblemId problem, Instant issued) {
        return new RolloutRequest(
                RUN,
                seq,
                1,
                Purpose.TRAINING,
                problem,
                "What is 6×7?",
                size,
                IntStream.range(0, size).boxed().toList(),
                RAW,
                null,
                null,
                issued,
                Duration.ofMinutes(1));
    }

    /// Asks version `version` for `size` samples of a problem of the evaluation set `heldout`, within a minute
    /// of [#START].
    static RolloutRequest evaluation(long seq, int size, ProblemId problem, long version) {
        return evaluation(seq, size, problem, version, START);
    }

    static RolloutRequest evaluation(long seq, int size, ProblemId problem, long version, Instant issued) {
        return new RolloutRequest(
                RUN,
                seq,
                1,
                Purpose.EVALUATION,
                problem,
                "What is 6×7?",
                size,
                IntStream.range(0, size).boxed().toList(),
                new Sampling(1.0, 1.0, 0, seq, 512, 4),
                version,
                "heldout",
                issued,
                Duration.ofMinutes(1));
    }

    /// What version `version` made of an evaluation, running programs that ended so before it answered in 4
    /// tokens.
    static Trajectory evaluated(
            RolloutRequest asked, int sample, long version, String answer, ProgramStatus... programs) {
        TrajectoryId id = TrajectoryId.of(Purpose.EVALUATION, asked.seq(), sample, 1, WORKER);
        List<Segment> segments = new ArrayList<>(List.of(prompt()));
        List<Call> calls = new ArrayList<>();
        for (ProgramStatus status : programs) {
            segments.add(coding(version));
            segments.add(output());
            calls.add(call(id, calls.size(), status));
        }
        segments.add(written(boxed(answer), 4, version));
        return trajectory(
                id, asked.seq(), sample, 1, asked.problemId(), asked.purpose(), segments, calls, Reason.ANSWERED);
    }

    /// A response of 4 tokens, without code.
    static Trajectory answered(long groupId, int sample, int attempt, String answer) {
        return plain(groupId, sample, attempt, answer, Purpose.TRAINING, Reason.ANSWERED);
    }

    static Trajectory plain(long groupId, int sample, int attempt, String answer, Purpose purpose, Reason reason) {
        TrajectoryId id = TrajectoryId.of(groupId, sample, attempt, WORKER);
        return trajectory(
                id,
                groupId,
                sample,
                attempt,
                PROBLEM,
                purpose,
                List.of(prompt(), written(boxed(answer), 4, 3)),
                List.of(),
                reason);
    }

    /// A response that the policy never began.
    static Trajectory unbegun(long groupId, int sample, int attempt) {
        TrajectoryId id = TrajectoryId.of(groupId, sample, attempt, WORKER);
        return trajectory(
                id, groupId, sample, attempt, PROBLEM, Purpose.TRAINING, List.of(prompt()), List.of(), Reason.ABORTED);
    }

    /// A response of 10 tokens, of which the interpreter wrote 2: "think ", "<code>", the program, "</code>",
    /// its output, and the answer in 4.
    static Trajectory withCode(long groupId, int sample, ProgramStatus status, String answer) {
        TrajectoryId id = TrajectoryId.of(groupId, sample, 1, WORKER);
        return trajectory(
                id,
                groupId,
                sample,
                1,
                PROBLEM,
                Purpose.TRAINING,
                List.of(prompt(), coding(2), output(), written(boxed(answer), 4, 3)),
                List.of(call(id, 0, status)),
                Reason.ANSWERED);
    }

    private static Segment coding(long version) {
        return new Segment.Policy(
                "think <code>" + CODE + "</code>",
                TokenIds.of(1, 2, 3, 4),
                TextEnds.of(6, 12, 28, 35),
                LogProbs.of(-1f, -1f, -1f, -1f),
                null,
                List.of(new VersionSpan(0, version)));
    }

    private static Segment output() {
        return new Segment.Interpreter("42", TokenIds.of(5, 6), TextEnds.of(1, 2));
    }

    private static Call call(TrajectoryId id, int turn, ProgramStatus status) {
        return new Call(
                turn,
                new RequestId(id, 1, turn, "0123456789abcdef".repeat(4), "00ff".repeat(8)),
                1,
                Program.of(CODE),
                "python3",
                new ProgramResult(status, 0, "42", "", 2, 0, false, Duration.ZERO, Duration.ZERO),
                new Call.ByteRange(0, 2),
                Duration.ZERO,
                "sandbox-0",
                "build-1",
                Map.of());
    }

    private static Trajectory trajectory(
            TrajectoryId id,
            long groupId,
            int sample,
            int attempt,
            ProblemId problem,
            Purpose purpose,
            List<Segment> segments,
            List<Call> calls,
            Reason reason) {
        return new Trajectory(
                id,
                RUN,
                groupId,
                sample,
                attempt,
                purpose,
                problem,
                "What is 6×7?",
                new PolicyIdentity("m1", "t1", "c1", "retool", 100),
                RAW,
                new WorkerIdentity("worker-0", WORKER, "build-1", "cpu", "bf16", WorkerIdentity.KvOnSwap.KEEP),
                segments,
                calls,
                new Finish(reason, false),
                new Times(START, START, START, START, Duration.ZERO, Duration.ZERO),
                Counts.of(segments));
    }

    private static Segment prompt() {
        return new Segment.Prompt("6*7?", TokenIds.of(10, 11), TextEnds.of(2, 4));
    }

    private static String boxed(String answer) {
        return "<answer>\\boxed{" + answer + "}</answer>";
    }

    /// `text` as `tokens` tokens by `version`: all but the last hold one byte.
    private static Segment written(String text, int tokens, long version) {
        int[] ends = IntStream.rangeClosed(1, tokens).toArray();
        ends[tokens - 1] = text.getBytes(StandardCharsets.UTF_8).length;
        float[] logProbs = new float[tokens];
        return new Segment.Policy(
                text,
                TokenIds.of(IntStream.range(20, 20 + tokens).toArray()),
                TextEnds.of(ends),
                LogProbs.of(logProbs),
                null,
                List.of(new VersionSpan(0, version)));
    }
}
