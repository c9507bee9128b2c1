package io.toolstream.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which curves a report shows.
final class ReportCharts {
    private static final int POLICIES_MAX = 3;

    private ReportCharts() {}

    /// Accuracy over the run, with the held-out accuracies at the setting that training samples with as levels.
    ///
    /// @param setting of the evaluations that become levels
    static Chart accuracy(DemoResult result, String setting) {
        List<Chart.Level> levels = result.evaluations().stream()
                .filter(evaluation -> evaluation.setting().equals(setting))
                .limit(POLICIES_MAX)
                .map(evaluation -> new Chart.Level(evaluation.policy(), evaluation.accuracy()))
                .toList();
        return new Chart(
                "Right answers while training; held out: dashed",
                "step",
                series(result, StepPoint::accuracy),
                levels.subList(
                        0, Math.min(levels.size(), 4 - Math.min(4, result.arms().size()))),
                true);
    }

    /// The curves of training that have points, accuracy first.
    static List<Chart> training(DemoResult result) {
        String sampled = result.evaluations().isEmpty()
                ? ""
                : result.evaluations().getLast().setting();
        List<Chart> charts = new ArrayList<>();
        charts.add(accuracy(result, sampled));
        charts.add(shares(result, "Responses that ran a program", StepPoint::codeRatio));
        charts.add(shares(result, "Failed program, then a right one: share of all responses", StepPoint::corrected));
        charts.add(shares(
                result, "Of responses whose first program failed, share that ended right", StepPoint::recovered));
        charts.add(figures(result, "Mean reward", StepPoint::reward));
        charts.add(figures(result, "Entropy of the policy's tokens (nats)", StepPoint::entropy));
        charts.add(figures(result, "Divergence of current from behaviour (nats)", StepPoint::kl));
        charts.add(figures(result, "Tokens generated per second", StepPoint::tokensPerSecond));
        charts.add(figures(result, "Median time of a program (ms)", StepPoint::sandboxP50Ms));
        charts.add(figures(result, "Staleness of the oldest token (versions)", StepPoint::staleness));
        charts.add(figures(result, "Seconds since training began", StepPoint::seconds));
        return charts.stream().filter(chart -> !chart.empty()).toList();
    }

    /// The curves of the paper's behaviour metrics that have points.
    static List<Chart> behaviour(DemoResult result) {
        List<Behaviour> rows = result.behaviour();
        List<Chart> charts = List.of(
                new Chart(
                        "Programs that ran without an error",
                        "version",
                        List.of(
                                metric("all programs", rows, Behaviour::passRate),
                                metric("last one, right responses", rows, Behaviour::passRateRight),
                                metric("last one, wrong responses", rows, Behaviour::passRateWrong)),
                        List.of(),
                        true),
                version("Lines of a program", rows, Behaviour::codeLines, false),
                version("Where the first program ends, as a share of the response", rows, Behaviour::timing, true),
                version("Tokens of a response", rows, Behaviour::responseTokens, false));
        return charts.stream().filter(chart -> !chart.empty()).toList();
    }

    private static Chart version(
            String title, List<Behaviour> rows, Function<Behaviour, @Nullable Double> figure, boolean share) {
        return new Chart(title, "version", List.of(metric("all responses", rows, figure)), List.of(), share);
    }

    private static Chart.Series metric(
            String name, List<Behaviour> rows, Function<Behaviour, @Nullable Double> figure) {
        return new Chart.Series(
                name,
                rows.stream()
                        .map(row -> new Chart.Point(row.version(), figure.apply(row)))
                        .toList());
    }

    private static Chart shares(DemoResult result, String title, Function<StepPoint, @Nullable Double> figure) {
        return new Chart(title, "step", series(result, figure), List.of(), true);
    }

    private static Chart figures(DemoResult result, String title, Function<StepPoint, @Nullable Double> figure) {
        return new Chart(title, "step", series(result, figure), List.of(), false);
    }

    static List<Chart.Series> series(DemoResult result, Function<StepPoint, @Nullable Double> figure) {
        return result.arms().stream()
                .map(arm -> new Chart.Series(
                        arm.name(),
                        arm.steps().stream()
                                .map(step -> new Chart.Point(step.step(), figure.apply(step)))
                                .toList()))
                .filter(one -> one.points().stream().anyMatch(point -> point.y() != null))
                .toList();
    }
}
