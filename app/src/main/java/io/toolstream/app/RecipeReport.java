package io.toolstream.app;

import io.toolstream.app.report.DemoResult;
import io.toolstream.app.report.DemoResult.Arm;
import io.toolstream.app.report.DemoResult.Fact;
import io.toolstream.app.report.DemoResult.FamilyRow;
import io.toolstream.app.report.Evaluation;
import io.toolstream.app.report.SampleTrajectory;
import io.toolstream.app.report.StepPoint;
import io.toolstream.app.single.EvaluationReport;
import io.toolstream.app.single.StepReport;
import io.toolstream.app.single.Transcript;
import io.toolstream.app.task.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says as a report what one process measured of the recipe.
final class RecipeReport {
    static final String PAPER = "temperature 1.0, top-p 0.7";
    static final String RAW = "temperature 1.0";
    static final String UNSEEN = "unseen phrasing, " + PAPER;

    private RecipeReport() {}

    /// A policy's three evaluations.
    ///
    /// @param paper at the paper's setting
    /// @param raw without a nucleus
    /// @param unseen at the paper's setting, in the phrasings that were never trained
    record Measured(EvaluationReport paper, EvaluationReport raw, EvaluationReport unseen) {}

    /// What was measured, in the order it is shown.
    ///
    /// @param policies evaluations by the policy's name; the start and the trained one are the last two
    static DemoResult of(
            String title, List<Fact> facts, String arm, Map<String, Measured> policies, List<StepReport> steps) {
        List<Evaluation> evaluations = new ArrayList<>();
        policies.forEach((name, measured) -> evaluations.add(evaluation(name, PAPER, measured.paper())));
        policies.forEach((name, measured) -> evaluations.add(evaluation(name, UNSEEN, measured.unseen())));
        policies.forEach((name, measured) -> evaluations.add(evaluation(name, RAW, measured.raw())));
        List<Measured> measured = List.copyOf(policies.values());
        Measured after = measured.getLast();
        Measured before = measured.get(Math.max(0, measured.size() - 2));
        List<SampleTrajectory> samples = new ArrayList<>();
        after.raw().transcripts().forEach(transcript -> samples.add(sample("after", steps.size(), transcript)));
        before.raw().transcripts().forEach(transcript -> samples.add(sample("before", 0, transcript)));
        return new DemoResult(
                title,
                facts,
                List.of(new Arm(arm, steps.stream().map(RecipeReport::point).toList())),
                evaluations,
                List.of(),
                families(before.paper(), after.paper()),
                samples,
                List.of());
    }

    /// `result` with the curves of `control` beside its own, and the evaluations of its trained policy.
    static DemoResult withControl(DemoResult result, DemoResult control) {
        List<Arm> arms = new ArrayList<>(result.arms());
        arms.addAll(control.arms());
        return new DemoResult(
                result.title(),
                result.facts(),
                arms,
                result.evaluations(),
                result.behaviour(),
                result.families(),
                result.samples(),
                result.accounts());
    }

    private static Evaluation evaluation(String policy, String setting, EvaluationReport report) {
        return new Evaluation(
                policy,
                setting,
                report.problems(),
                report.samples(),
                report.accuracy(),
                report.codeRatio(),
                report.corrected());
    }

    private static StepPoint point(StepReport step) {
        return new StepPoint(
                step.step(),
                step.step(),
                step.seconds(),
                step.reward(),
                step.accuracy(),
                step.codeRatio(),
                step.corrected(),
                step.recovered(),
                step.update().entropy(),
                step.update().kl(),
                step.tokensPerSecond(),
                step.sandboxP50Ms(),
                0.0);
    }

    private static List<FamilyRow> families(EvaluationReport before, EvaluationReport after) {
        List<FamilyRow> rows = new ArrayList<>();
        new TreeMap<>(after.byFamily())
                .forEach((family, accuracy) -> rows.add(new FamilyRow(
                        family,
                        after.problemsByFamily().getOrDefault(family, 0),
                        before.byFamily().getOrDefault(family, 0.0),
                        accuracy)));
        return rows;
    }

    private static SampleTrajectory sample(String when, int version, Transcript transcript) {
        String title = switch (transcript.kind()) {
            case RIGHT -> when + " training: a right answer";
            case CORRECTED -> when + " training: a failed program, then a right one";
            case WRONG -> when + " training: a wrong answer";
        };
        return new SampleTrajectory(
                title,
                version,
                transcript.reward() > 0 ? "right" : "wrong",
                transcript.reward(),
                transcript.parts().stream().map(RecipeReport::piece).toList());
    }

    private static SampleTrajectory.Piece piece(Part part) {
        return new SampleTrajectory.Piece(
                switch (part.author()) {
                    case PROMPT -> SampleTrajectory.Author.PROMPT;
                    case POLICY -> SampleTrajectory.Author.POLICY;
                    case INTERPRETER -> SampleTrajectory.Author.INTERPRETER;
                },
                part.text());
    }
}
