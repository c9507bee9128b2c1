package io.toolstream.rollout.record;

import io.toolstream.policy.text.TokenText;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.schemas.Call;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.LogProbs;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.TokenIds;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.VersionSpan;
import io.toolstream.schemas.WorkerIdentity;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.RecordTooLargeException;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.transport.code.AnsweredCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes down what a sample became. The ids are those that were sampled or forced; the text is what they spell.
public final class TrajectoryRecorder {
    private static final int CUT_CHARACTERS = 4_096;

    private final Tokenizer tokenizer;
    private final PolicyIdentity policy;
    private final WorkerIdentity worker;
    private final Observation observation;

    /// A recorder for one policy played by one process.
    ///
    /// @param observation that showed the policy what its programs did
    public TrajectoryRecorder(
            Tokenizer tokenizer, PolicyIdentity policy, WorkerIdentity worker, Observation observation) {
        this.tokenizer = tokenizer;
        this.policy = policy;
        this.worker = worker;
        this.observation = observation;
    }

    /// The trajectory of sample `index` of `request`.
    ///
    /// @param prompt that the policy read
    /// @param calls of the sample that were answered, in order
    public Trajectory record(
            RolloutRequest request,
            int index,
            TokenText prompt,
            PlayedSample sample,
            List<AnsweredCall> calls,
            Times times) {
        List<Segment> segments = segments(prompt, sample, request.sampling().modifiesDistribution());
        return new Trajectory(
                TrajectoryId.of(request.purpose(), request.seq(), index, request.attempt(), worker.incarnation()),
                request.runId(),
                request.seq(),
                index,
                request.attempt(),
                request.purpose(),
                request.problemId(),
                request.question(),
                policy,
                request.sampling(),
                worker,
                segments,
                calls(segments, calls),
                finish(sample.ending()),
                times,
                Counts.of(segments));
    }

    /// The bytes of `trajectory`. Of outputs that are together more than a record holds, head and tail are kept:
    /// a policy that prints a lot is to learn from it, which a sample that is lost cannot teach.
    ///
    /// @throws RecordTooLargeException if it is too large all the same
    public static byte[] encoded(Codec<Trajectory> codec, Trajectory trajectory) {
        try {
            return codec.encode(trajectory);
        } catch (RecordTooLargeException _) {
            return codec.encode(trajectory.cutTo(CUT_CHARACTERS));
        }
    }

    private List<Segment> segments(TokenText prompt, PlayedSample sample, boolean modified) {
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment.Prompt(prompt.text(), TokenIds.of(prompt.ids()), TextEnds.of(prompt.textEnds())));
        int from = 0;
        while (from < sample.response().length) {
            boolean byPolicy = sample.byPolicy()[from];
            int to = from;
            while (to < sample.response().length && sample.byPolicy()[to] == byPolicy) {
                to++;
            }
            TokenText spelt = tokenizer.spell(Arrays.copyOfRange(sample.response(), from, to));
            TokenIds ids = TokenIds.of(spelt.ids());
            TextEnds ends = TextEnds.of(spelt.textEnds());
            segments.add(
                    byPolicy
                            ? new Segment.Policy(
                                    spelt.text(),
                                    ids,
                                    ends,
                                    LogProbs.of(Arrays.copyOfRange(sample.logProbabilities(), from, to)),
                                    modified
                                            ? LogProbs.of(
                                                    Arrays.copyOfRange(sample.sampledLogProbabilities(), from, to))
                                            : null,
                                    spans(sample.versions(), from, to))
                            : new Segment.Interpreter(spelt.text(), ids, ends));
            from = to;
        }
        return segments;
    }

    private static List<VersionSpan> spans(int[] versions, int from, int to) {
        List<VersionSpan> spans = new ArrayList<>();
        for (int t = from; t < to; t++) {
            if (t == from || versions[t] != versions[t - 1]) {
                spans.add(new VersionSpan(t - from, versions[t]));
            }
        }
        return spans;
    }

    private List<Call> calls(List<Segment> segments, List<AnsweredCall> answered) {
        List<Call> calls = new ArrayList<>();
        for (AnsweredCall call : answered) {
            CodeResult result = call.result();
            int turn = call.request().requestId().turn();
            calls.add(new Call(
                    turn,
                    result.requestId(),
                    result.requestId().attempt(),
                    call.request().program(),
                    call.request().template(),
                    result.result(),
                    shown(segments, turn, result),
                    result.queue(),
                    result.worker(),
                    result.sandboxBuild(),
                    result.pythonVersions()));
        }
        return calls;
    }

    /// Where the reply stands in its segment; absent where none was shown, or markers in it were respelt.
    private Call.@Nullable ByteRange shown(List<Segment> segments, int turn, CodeResult result) {
        int index = 2 + 2 * turn;
        if (index >= segments.size() || result.result().status() == ProgramStatus.INFRASTRUCTURE) {
            return null;
        }
        String text = segments.get(index).text();
        String reply = observation.of(result.result());
        int at = text.indexOf(reply);
        if (at < 0) {
            return null;
        }
        int from = text.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
        return new Call.ByteRange(from, from + reply.getBytes(StandardCharsets.UTF_8).length);
    }

    private static Finish finish(PlayedSample.Ending ending) {
        return switch (ending) {
            case FINISHED, UNREADABLE -> new Finish(Finish.Reason.ANSWERED, false);
            case OUT_OF_TOKENS -> new Finish(Finish.Reason.OUT_OF_TOKENS, true);
            case TOO_LONG -> new Finish(Finish.Reason.TOO_LONG, true);
            case OUT_OF_TURNS -> new Finish(Finish.Reason.OUT_OF_TURNS, true);
            case INFRASTRUCTURE -> new Finish(Finish.Reason.INFRASTRUCTURE, true);
        };
    }
}
