package io.toolstream.app.demo;

import io.toolstream.schemas.EvaluationReport;
import java.util.List;
import java.util.Map;

/// How a version answered the held-out problems.
///
/// @param paper  temperature 1.0, top-p 0.7
/// @param raw    temperature 1.0
/// @param unseen phrasings that were never trained, at the paper's setting
public record Measured(EvaluationReport paper, EvaluationReport raw, EvaluationReport unseen) {
    static final String PAPER_SET = "heldout";
    static final String RAW_SET = "heldout-raw";
    static final String UNSEEN_SET = "unseen-phrasing";

    static Measured of(Map<String, EvaluationReport> reports) {
        return new Measured(report(reports, PAPER_SET), report(reports, RAW_SET), report(reports, UNSEEN_SET));
    }

    /// Samples that count as wrong though the policy did not end them: a worker or the sandbox did, or nobody.
    long unanswered() {
        double sum = 0;
        for (EvaluationReport report : List.of(paper, raw, unseen)) {
            sum += report.parts().getOrDefault("missing", 0.0);
        }
        return Math.round(sum);
    }

    private static EvaluationReport report(Map<String, EvaluationReport> reports, String set) {
        EvaluationReport report = reports.get(set);
        if (report == null) {
            throw new IllegalStateException("evaluation set %s has no report".formatted(set));
        }
        return report;
    }
}
