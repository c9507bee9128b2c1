package io.toolstream.schemas;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How the training responses that one policy version finished used code: sums, from which readers form ratios, so
/// that reports add up. A response counts once, as a member of its group.
///
/// @param version of the last token
/// @param responses graded members of groups
/// @param correct of these, with a right answer
/// @param undecided of these, whose answer the grader could not decide
/// @param superseded trajectories that came for a sample already there, or after the end; in no other sum but
///     `endings`
/// @param reward sum over responses
/// @param policyTokens written by the policy
/// @param responseTokens those and the interpreter's
/// @param withCode responses with a program
/// @param calls programs
/// @param passedCalls programs that ended OK
/// @param codeLines lines of all programs, blank ones and comments left out
/// @param correctWithCode right responses with a program
/// @param lastPassedCorrect of those, responses whose last program ended OK
/// @param lastPassedWrong wrong responses with a program whose last ended OK
/// @param firstCallAt sum over responses with a program of where the first starts, 0 to 1 of the response
/// @param meanCallAt the same, of the mean over the response's programs
/// @param selfCorrected responses in which a program passed after one that failed
/// @param endings trajectories by [Finish.Reason], those not gradable included
/// @param statuses programs by how they ended
public record BehaviourReport(
        RunId runId,
        long version,
        long responses,
        long correct,
        long undecided,
        long superseded,
        double reward,
        long policyTokens,
        long responseTokens,
        long withCode,
        long calls,
        long passedCalls,
        long codeLines,
        long correctWithCode,
        long lastPassedCorrect,
        long lastPassedWrong,
        double firstCallAt,
        double meanCallAt,
        long selfCorrected,
        Map<String, Long> endings,
        Map<String, Long> statuses) {
    public BehaviourReport {
        Require.atLeast("BehaviourReport.version", version, 0);
        Require.atLeast("BehaviourReport.responses", responses, 0);
        Require.that(
                correct + undecided <= responses && withCode <= responses && passedCalls <= calls,
                "BehaviourReport of version %d has more parts than wholes: %d correct and %d undecided of %d responses,"
                        + " %d with code; %d of %d programs passed",
                version,
                correct,
                undecided,
                responses,
                withCode,
                passedCalls,
                calls);
        Require.finite("BehaviourReport.reward", reward);
        Require.finite("BehaviourReport.firstCallAt", firstCallAt);
        Require.finite("BehaviourReport.meanCallAt", meanCallAt);
        endings = Collections.unmodifiableMap(new TreeMap<>(endings));
        statuses = Collections.unmodifiableMap(new TreeMap<>(statuses));
    }
}
