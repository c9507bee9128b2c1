package io.toolstream.trajectories.view;

import io.toolstream.schemas.EvaluationReport;
import java.util.Map;

/// How one version has done on one evaluation set so far.
///
/// @param problems whose groups have ended
/// @param samples of each problem
/// @param parts see [io.toolstream.trajectories.evaluation.EvaluationTally#report()]
/// @param finished when the newest group ended, ISO 8601
public record EvaluationView(
        String evalSet,
        long version,
        int problems,
        int samples,
        double mean,
        double majority,
        double best,
        double turns,
        String function,
        Map<String, Double> parts,
        String finished) {

    /// `report` as readers see it.
    public static EvaluationView of(EvaluationReport report) {
        return new EvaluationView(
                report.evalSet(),
                report.version(),
                report.problems(),
                report.samples(),
                report.mean(),
                report.majority(),
                report.best(),
                report.turns(),
                report.function(),
                report.parts(),
                report.finished().toString());
    }
}
