package io.toolstream.rollout.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.TokenText;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.text.Vocabulary;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.rollout.engine.SampleRequest;
import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.VersionSpan;
import io.toolstream.schemas.WorkerIdentity;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.transport.code.AnsweredCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrajectoryRecorderTest {
    private static final Incarnation SELF = new Incarnation("00000000deadbeef");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ProgramResult RESULT =
            new ProgramResult(ProgramStatus.OK, 0, "é7\n", "", 4, 0, false, Duration.ofMillis(3), Duration.ofMillis(2));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void whatWasPlayedIsWrittenDownTokenByTokenWithWhoWroteIt() throws IOException {
        Vocabulary vocabulary = new BpeTrainer(266, 2, RetoolFormat.MARKERS).train(List.of("ab"));
        vocabulary.write(folder);
        try (Tokenizer tokenizer = Tokenizer.read(folder)) {
            RetoolFormat format = new RetoolFormat(tokenizer, new ChatTemplate(ChatTemplate.PLAIN), "");
            TokenText prompt = format.prompt("what?", ToolUse.ALLOWED);
            TokenText asking = tokenizer.tokens("<code>\nab\n</code>");
            TokenText reply = format.observation(asking, "é7");
            TokenText answer = tokenizer.tokens("\n<answer>\\boxed{7}</answer><|im_end|>");
            PlayedSample sample = played(prompt, asking, reply, answer);

            Trajectory trajectory = new TrajectoryRecorder(
                            tokenizer,
                            new PolicyIdentity("model", "tokenizer", "template", "retool", vocabulary.size()),
                            new WorkerIdentity("rollout-0", SELF, "test", "cpu", "f32", WorkerIdentity.KvOnSwap.KEEP),
                            new Observation(Observation.Errors.LINE, 400))
                    .record(request(), 1, prompt, sample, List.of(call()), times());

            assertThat(trajectory.segments().stream().map(Segment::text))
                    .containsExactly(
                            "<|im_start|>user\nwhat?<|im_end|>\n<|im_start|>assistant\n",
                            "<code>\nab\n</code>",
                            "\n<interpreter>\né7\n</interpreter>",
                            "\n<answer>\\boxed{7}</answer><|im_end|>");
            Segment.Policy last = (Segment.Policy) trajectory.segments().getLast();
            assertThat(last.ids().toArray()).isEqualTo(answer.ids());
            assertThat(last.versions()).containsExactly(new VersionSpan(0, 4), new VersionSpan(2, 5));
            assertThat(last.logProbs().get(0)).isEqualTo(-0.25f);
            assertThat(last.sampledLogProbs()).isNotNull();
            assertThat(trajectory.oldestVersion()).hasValue(4);
            assertThat(trajectory.newestVersion()).hasValue(5);
            assertThat(trajectory.finish()).isEqualTo(new Finish(Finish.Reason.ANSWERED, false));
            var shown = trajectory.calls().getFirst().shown();
            assertThat(shown).isNotNull();
            byte[] text = trajectory.segments().get(2).text().getBytes(StandardCharsets.UTF_8);
            assertThat(
                            shown == null
                                    ? ""
                                    : new String(
                                            Arrays.copyOfRange(text, shown.from(), shown.to()), StandardCharsets.UTF_8))
                    .isEqualTo("é7");
            var codec = Codecs.with(SchemaSource.none()).trajectories();
            assertThat(codec.decode(codec.encode(trajectory))).isEqualTo(trajectory);
        }
    }

    @Test
    void ofOutputsThatNoRecordHoldsHeadAndTailAreKept() throws IOException {
        Vocabulary vocabulary = new BpeTrainer(266, 2, RetoolFormat.MARKERS).train(List.of("ab"));
        vocabulary.write(folder);
        ProgramResult large = new ProgramResult(
                ProgramStatus.OK,
                0,
                "a" + "x".repeat(950_000) + "z",
                "",
                950_002,
                0,
                false,
                Duration.ZERO,
                Duration.ZERO);
        try (Tokenizer tokenizer = Tokenizer.read(folder)) {
            TokenText prompt = tokenizer.tokens("what?");
            TokenText asking = tokenizer.tokens("<code>\nab\n</code>");
            TokenText reply = tokenizer.tokens("\n<interpreter>\naxz\n</interpreter>");
            Trajectory trajectory = new TrajectoryRecorder(
                            tokenizer,
                            new PolicyIdentity("model", "tokenizer", "template", "retool", vocabulary.size()),
                            new WorkerIdentity("rollout-0", SELF, "test", "cpu", "f32", WorkerIdentity.KvOnSwap.KEEP),
                            new Observation(Observation.Errors.LINE, 400))
                    .record(
                            request(),
                            1,
                            prompt,
                            played(prompt, asking, reply, tokenizer.tokens("b<|im_end|>")),
                            List.of(call(large)),
                            times());
            var codec = Codecs.with(SchemaSource.none()).trajectories();

            Trajectory written = codec.decode(TrajectoryRecorder.encoded(codec, trajectory));

            assertThat(written).isEqualTo(trajectory.cutTo(4_096));
            assertThat(written.segments()).isEqualTo(trajectory.segments());
            assertThat(written.calls().getFirst().result().stdout())
                    .startsWith("ax")
                    .endsWith("xz")
                    .contains("\n... [945906 characters cut] ...\n");
        }
    }

    private static PlayedSample played(TokenText prompt, TokenText asking, TokenText reply, TokenText answer) {
        int length = asking.size() + reply.size() + answer.size();
        long[] response = new long[length];
        System.arraycopy(asking.modelIds(), 0, response, 0, asking.size());
        System.arraycopy(reply.modelIds(), 0, response, asking.size(), reply.size());
        System.arraycopy(answer.modelIds(), 0, response, asking.size() + reply.size(), answer.size());
        boolean[] byPolicy = new boolean[length];
        Arrays.fill(byPolicy, true);
        Arrays.fill(byPolicy, asking.size(), asking.size() + reply.size(), false);
        float[] logProbabilities = new float[length];
        Arrays.fill(logProbabilities, -0.25f);
        int[] versions = new int[length];
        Arrays.fill(versions, 4);
        Arrays.fill(versions, asking.size() + reply.size() + 2, length, 5);
        return new PlayedSample(
                new SampleRequest(1, prompt.modelIds(), 1, 0.7f, 100, 2),
                response,
                byPolicy,
                logProbabilities,
                logProbabilities.clone(),
                versions,
                List.of(new PlayedSample.PlayedCall("ab", RESULT)),
                PlayedSample.Ending.FINISHED);
    }

    private static RolloutRequest request() {
        return new RolloutRequest(
                new RunId("run"),
                7,
                1,
                Purpose.TRAINING,
                new ProblemId("p1"),
                "what?",
                2,
                List.of(0, 1),
                new Sampling(1, 0.7, 0, 3, 100, 2),
                null,
                null,
                NOW,
                Duration.ofMinutes(5));
    }

    private static AnsweredCall call() {
        return call(RESULT);
    }

    private static AnsweredCall call(ProgramResult result) {
        CodeRequest request = new CodeRequest(
                new RequestId(TrajectoryId.of(7, 1, 1, SELF), 2, 0, "ab".repeat(32), "0".repeat(32)),
                new RunId("run"),
                "rollout-0",
                SELF,
                Program.of("ab"),
                "std",
                Duration.ofSeconds(30));
        return new AnsweredCall(
                request,
                new CodeResult(
                        request.requestId(),
                        "rollout-0",
                        SELF,
                        result,
                        null,
                        1,
                        Duration.ofMillis(5),
                        "sandbox-0",
                        "test",
                        Map.of("python", "3.13")));
    }

    private static Times times() {
        return new Times(NOW, NOW, NOW, NOW, Duration.ZERO, Duration.ZERO);
    }
}
