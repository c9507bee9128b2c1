package io.toolstream.trajectories.stream;

import io.toolstream.grading.Behaviour;
import io.toolstream.grading.BehaviourSums;
import io.toolstream.grading.CodeCall;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.Call;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What each trajectory adds to the report of the version that wrote its last token.
public final class Measures {
    /// Where the program of the `hermes` format starts; its code is inside JSON there and not verbatim.
    private static final String TOOL_CALL = "<tool_call>";

    private Measures() {}

    /// A member of a group.
    static BehaviourReport member(GradedSample sample) {
        Trajectory trajectory = sample.trajectory();
        Grade grade = sample.member().grade();
        Map<String, Long> statuses = new TreeMap<>();
        for (Call call : trajectory.calls()) {
            statuses.merge(call.result().status().name(), 1L, Long::sum);
        }
        return report(
                trajectory.runId(),
                sample.member().newestVersion(),
                BehaviourSums.NONE.plus(behaviour(sample)),
                grade.verdict() == Grade.Verdict.UNDECIDED ? 1 : 0,
                0,
                grade.reward(),
                ending(trajectory),
                statuses);
    }

    /// How the response used code.
    static Behaviour behaviour(GradedSample sample) {
        Trajectory trajectory = sample.trajectory();
        int policyTokens = trajectory.counts().policyTokens();
        int responseTokens = policyTokens + trajectory.counts().interpreterTokens();
        return Behaviour.of(
                sample.member().grade().verdict() == Grade.Verdict.CORRECT,
                policyTokens,
                responseTokens,
                trajectory.calls().stream()
                        .map(call -> new CodeCall(
                                call.program().code(),
                                call.result().status() == ProgramStatus.OK,
                                Math.min(startToken(trajectory, call), responseTokens - 1)))
                        .toList());
    }

    /// A trajectory that came for a sample already there, or after its group's end.
    static BehaviourReport superseded(Trajectory trajectory) {
        return report(
                trajectory.runId(),
                trajectory.newestVersion().orElseThrow(),
                BehaviourSums.NONE,
                0,
                1,
                0,
                ending(trajectory),
                Map.of());
    }

    /// An aborted trajectory of which the policy wrote a part.
    static BehaviourReport ungraded(Trajectory trajectory) {
        return report(
                trajectory.runId(),
                trajectory.newestVersion().orElseThrow(),
                BehaviourSums.NONE,
                0,
                0,
                0,
                ending(trajectory),
                Map.of());
    }

    /// The two together. They are of the same run and version.
    static BehaviourReport plus(BehaviourReport a, BehaviourReport b) {
        return report(
                a.runId(),
                a.version(),
                sums(a).plus(sums(b)),
                a.undecided() + b.undecided(),
                a.superseded() + b.superseded(),
                a.reward() + b.reward(),
                plus(a.endings(), b.endings()),
                plus(a.statuses(), b.statuses()));
    }

    /// The sums of a report, which give the paper's ratios.
    public static BehaviourSums sums(BehaviourReport report) {
        return new BehaviourSums(
                report.responses(),
                report.correct(),
                report.policyTokens(),
                report.responseTokens(),
                report.withCode(),
                report.calls(),
                report.passedCalls(),
                report.codeLines(),
                report.correctWithCode(),
                report.lastPassedCorrect(),
                report.lastPassedWrong(),
                report.firstCallAt(),
                report.meanCallAt(),
                report.selfCorrected());
    }

    private static BehaviourReport report(
            RunId runId,
            long version,
            BehaviourSums sums,
            long undecided,
            long superseded,
            double reward,
            Map<String, Long> endings,
            Map<String, Long> statuses) {
        return new BehaviourReport(
                runId,
                version,
                sums.responses(),
                sums.correct(),
                undecided,
                superseded,
                reward,
                sums.policyTokens(),
                sums.responseTokens(),
                sums.withCode(),
                sums.calls(),
                sums.passedCalls(),
                sums.codeLines(),
                sums.correctWithCode(),
                sums.lastPassedCorrect(),
                sums.lastPassedWrong(),
                sums.firstCallAt(),
                sums.meanCallAt(),
                sums.selfCorrected(),
                endings,
                statuses);
    }

    private static Map<String, Long> ending(Trajectory trajectory) {
        return Map.of(trajectory.finish().reason().name(), 1L);
    }

    private static Map<String, Long> plus(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> both = new TreeMap<>(a);
        b.forEach((name, count) -> both.merge(name, count, Long::sum));
        return both;
    }

    /// The place, among the tokens after the prompt, of the token that holds the first character of the
    /// program.
    private static int startToken(Trajectory trajectory, Call call) {
        List<Segment> segments = trajectory.segments();
        int author = 1 + 2 * call.turn();
        int before = 0;
        for (int i = 1; i < author; i++) {
            before += segments.get(i).size();
        }
        return before + tokenAt(segments.get(author), call.program().code());
    }

    private static int tokenAt(Segment segment, String code) {
        String text = segment.text();
        int at = text.lastIndexOf(code);
        if (at < 0) {
            at = text.lastIndexOf(TOOL_CALL);
        }
        int byteAt = text.substring(0, Math.max(0, at)).getBytes(StandardCharsets.UTF_8).length;
        TextEnds ends = segment.textEnds();
        for (int token = 0; token < ends.size(); token++) {
            if (ends.get(token) > byteAt) {
                return token;
            }
        }
        return Math.max(0, ends.size() - 1);
    }
}
