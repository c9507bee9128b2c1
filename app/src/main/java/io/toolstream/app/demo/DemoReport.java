package io.toolstream.app.demo;

import io.toolstream.app.data.DatasetItem;
import io.toolstream.app.report.Behaviour;
import io.toolstream.app.report.DemoResult;
import io.toolstream.app.report.DemoResult.AccountTable;
import io.toolstream.app.report.DemoResult.Arm;
import io.toolstream.app.report.DemoResult.Fact;
import io.toolstream.app.report.DemoResult.FamilyRow;
import io.toolstream.app.report.Evaluation;
import io.toolstream.app.report.SampleTrajectory;
import io.toolstream.app.report.StepPoint;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.EvaluationReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns what a demonstration measured into what its report shows.
final class DemoReport {
    private static final String FAMILY = "family.";
    private static final String PAPER = "temperature 1.0, top-p 0.7";
    private static final String RAW = "temperature 1.0";
    private static final String UNSEEN = "unseen phrasings, top-p 0.7";

    private DemoReport() {}

    /// @param heldOut the problems that were asked before and after
    /// @param base  the base at the paper's setting, as an evaluation row
    /// @param other the other arm's curve, when it has been run
    static DemoResult of(
            DemoSettings settings,
            DemoRun.Outcome outcome,
            List<DatasetItem> heldOut,
            Evaluation base,
            List<SampleTrajectory> samples,
            List<AccountTable> accounts,
            @Nullable Arm other) {
        List<Arm> arms = new ArrayList<>();
        arms.add(new Arm(settings.tools() ? "with tools" : "without tools", points(outcome)));
        if (other != null) {
            arms.add(other);
        }
        List<Evaluation> evaluations = new ArrayList<>();
        evaluations.add(base);
        evaluations.addAll(rows("cold start", outcome.before()));
        evaluations.addAll(rows("after training", outcome.after()));
        return new DemoResult(
                settings.tools() ? "Toolstream demo" : "Toolstream demo, without tools",
                facts(settings, outcome),
                arms,
                evaluations,
                outcome.watch().behaviour().values().stream()
                        .filter(report -> report.responses() > 0)
                        .map(DemoReport::behaviour)
                        .toList(),
                families(outcome, heldOut),
                samples,
                accounts);
    }

    private static List<Fact> facts(DemoSettings settings, DemoRun.Outcome outcome) {
        return List.of(
                new Fact("problem seed", Long.toString(settings.problemSeed())),
                new Fact("steps", Integer.toString(outcome.steps().size())),
                new Fact("held-out problems", settings.heldOut() + ", " + settings.samples() + " samples each"),
                new Fact(
                        "how the cold start was made",
                        "the base, briefly tuned on demonstrations of mixed quality; no noise on weights or labels"));
    }

    private static List<StepPoint> points(DemoRun.Outcome outcome) {
        Map<Long, BehaviourReport> behaviour = outcome.watch().behaviour();
        List<StepPoint> points = new ArrayList<>();
        for (RunWatch.Observed step : outcome.steps()) {
            points.add(
                    point(step, outcome.started(), behaviour.get(step.report().version() - 1)));
        }
        return points;
    }

    private static StepPoint point(RunWatch.Observed step, Instant started, @Nullable BehaviourReport used) {
        Map<String, Double> metrics = step.report().metrics();
        return new StepPoint(
                Math.toIntExact(step.report().step()),
                step.report().version(),
                step.secondsSince(started),
                step.metric("reward/mean"),
                step.metric("accuracy/mean"),
                step.metric("code_ratio/mean"),
                used == null ? null : ratio(used.selfCorrected(), used.responses()),
                null,
                metrics.get("policy/entropy"),
                metrics.get("policy/kl"),
                step.tokensPerSecond() > 0 ? step.tokensPerSecond() : null,
                step.sandboxP50Ms() > 0 ? step.sandboxP50Ms() : null,
                metrics.get("staleness/max"));
    }

    private static List<Evaluation> rows(String policy, Measured measured) {
        return List.of(
                row(policy, PAPER, measured.paper()),
                row(policy, UNSEEN, measured.unseen()),
                // The last one's setting is the one that training samples with.
                row(policy, RAW, measured.raw()));
    }

    private static Evaluation row(String policy, String setting, EvaluationReport report) {
        return new Evaluation(
                policy,
                setting,
                report.problems(),
                report.samples(),
                report.mean(),
                DemoProgress.part(report, "codeRatio"),
                DemoProgress.part(report, "corrected"));
    }

    static Evaluation base(int problems, int samples, double accuracy, double codeRatio, double corrected) {
        return new Evaluation("base", PAPER, problems, samples, accuracy, codeRatio, corrected);
    }

    private static List<FamilyRow> families(DemoRun.Outcome outcome, List<DatasetItem> heldOut) {
        Map<String, Integer> counts = new TreeMap<>();
        heldOut.forEach(item -> counts.merge(item.problem().labels().getOrDefault("family", ""), 1, Integer::sum));
        Map<String, Double> after = outcome.after().paper().parts();
        List<FamilyRow> rows = new ArrayList<>();
        outcome.before().paper().parts().forEach((name, accuracy) -> {
            if (name.startsWith(FAMILY)) {
                String family = name.substring(FAMILY.length());
                rows.add(
                        new FamilyRow(family, counts.getOrDefault(family, 0), accuracy, after.getOrDefault(name, 0.0)));
            }
        });
        return rows;
    }

    private static Behaviour behaviour(BehaviourReport report) {
        long wrongWithCode = report.withCode() - report.correctWithCode();
        return new Behaviour(
                report.version(),
                report.responses(),
                (double) report.withCode() / report.responses(),
                ratio(report.codeLines(), report.calls()),
                ratio(report.passedCalls(), report.calls()),
                ratio(report.lastPassedCorrect(), report.correctWithCode()),
                ratio(report.lastPassedWrong(), wrongWithCode),
                report.withCode() == 0 ? null : report.firstCallAt() / report.withCode(),
                ratio(report.responseTokens(), report.responses()));
    }

    private static @Nullable Double ratio(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
