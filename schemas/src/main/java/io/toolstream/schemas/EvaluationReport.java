package io.toolstream.schemas;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How one version did on one evaluation set.
///
/// @param samples per problem, the k of mean@k, maj@k and best@k
/// @param turns   mean code calls of a trajectory
/// @param parts   further figures by name, such as accuracy by family
public record EvaluationReport(
        RunId runId,
        String evalSet,
        long version,
        int problems,
        int samples,
        double mean,
        double majority,
        double best,
        double turns,
        Sampling sampling,
        String function,
        Map<String, Double> parts,
        Instant finished) {
    public EvaluationReport {
        Require.name("EvaluationReport.evalSet", evalSet);
        Require.atLeast("EvaluationReport.version", version, 0);
        Require.atLeast("EvaluationReport.problems", problems, 1);
        Require.atLeast("EvaluationReport.samples", samples, 1);
        share("mean", mean);
        share("majority", majority);
        share("best", best);
        Require.finite("EvaluationReport.turns", turns);
        Require.text("EvaluationReport.function", function);
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
        finished = Require.micros(finished);
    }

    private static void share(String field, double value) {
        Require.that(value >= 0 && value <= 1, "EvaluationReport.%s is %s; it must lie in [0, 1]", field, value);
    }
}
