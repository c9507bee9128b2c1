package io.toolstream.trajectories.view;

import io.toolstream.grading.BehaviourSums;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.trajectories.stream.Measures;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the responses that one version finished used code: the behaviour metrics of ReTool (arXiv 2504.11536,
/// §3.3). A share or mean of nothing is absent.
///
/// @param accuracy share of right responses
/// @param reward mean
/// @param responseTokens mean length, the interpreter's tokens included
/// @param policyTokens mean length without them
/// @param codeRatio share of responses that ran a program
/// @param codeLines mean lines of code of a response
/// @param codeLinesPerProgram mean lines of a program
/// @param passedPrograms programs that ended OK: the correct code counts
/// @param passRate of all programs
/// @param lastPassRateOfCorrect share of right responses with code whose last program ended OK
/// @param lastPassRateOfWrong the same of wrong ones
/// @param firstInvocation mean place of the first program in its response, 0 its start and 1 its end
/// @param meanInvocation mean place of all programs
/// @param selfCorrected share of responses in which a program ended OK after one that failed
/// @param endings trajectories by how they ended
/// @param statuses programs by how they ended
public record BehaviourView(
        long version,
        long responses,
        long undecided,
        long superseded,
        @Nullable Double accuracy,
        @Nullable Double reward,
        @Nullable Double responseTokens,
        @Nullable Double policyTokens,
        @Nullable Double codeRatio,
        @Nullable Double codeLines,
        @Nullable Double codeLinesPerProgram,
        long programs,
        long passedPrograms,
        @Nullable Double passRate,
        @Nullable Double lastPassRateOfCorrect,
        @Nullable Double lastPassRateOfWrong,
        @Nullable Double firstInvocation,
        @Nullable Double meanInvocation,
        @Nullable Double selfCorrected,
        Map<String, Long> endings,
        Map<String, Long> statuses) {

    /// The shares of `report`'s sums.
    public static BehaviourView of(BehaviourReport report) {
        BehaviourSums sums = Measures.sums(report);
        return new BehaviourView(
                report.version(),
                report.responses(),
                report.undecided(),
                report.superseded(),
                present(sums.accuracy()),
                present(report.reward() / report.responses()),
                present(sums.responseLength()),
                present(sums.policyLength()),
                present(sums.codeRatio()),
                present(sums.codeLinesPerResponse()),
                present(sums.codeLinesPerCall()),
                report.calls(),
                report.passedCalls(),
                present(sums.passRate()),
                present(sums.lastPassRateOfCorrect()),
                present(sums.lastPassRateOfWrong()),
                present(sums.firstInvocation()),
                present(sums.meanInvocation()),
                present((double) report.selfCorrected() / report.responses()),
                report.endings(),
                report.statuses());
    }

    private static @Nullable Double present(double share) {
        return Double.isFinite(share) ? share : null;
    }
}
