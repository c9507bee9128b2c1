package io.toolstream.app.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One curve over several runs.
final class RunsPlot {
    private RunsPlot() {}

    /// With a single result accuracy comes with the held-out levels of [ReportCharts#accuracy].
    static Chart chart(List<DemoResult> results, Curve curve) {
        if (results.size() == 1 && curve == Curve.ACCURACY) {
            DemoResult only = results.getFirst();
            return ReportCharts.accuracy(
                    only,
                    only.evaluations().isEmpty()
                            ? ""
                            : only.evaluations().getLast().setting());
        }
        List<Chart.Series> series = new ArrayList<>();
        for (DemoResult result : results) {
            for (Chart.Series one : ReportCharts.series(result, step -> figure(step, curve))) {
                String name = results.size() == 1 ? one.name() : result.title() + ", " + one.name();
                series.add(new Chart.Series(name, one.points()));
            }
        }
        return new Chart(title(curve), "step", series, List.of(), true);
    }

    private static @Nullable Double figure(StepPoint step, Curve curve) {
        return switch (curve) {
            case ACCURACY -> step.accuracy();
            case CODE_RATIO -> step.codeRatio();
            case CORRECTED -> step.corrected();
            case RECOVERED -> step.recovered();
        };
    }

    private static String title(Curve curve) {
        return switch (curve) {
            case ACCURACY -> "Right answers while training (temperature 1)";
            case CODE_RATIO -> "Responses that ran a program";
            case CORRECTED -> "Failed program, then a right one: share of all responses";
            case RECOVERED -> "Of responses whose first program failed, share that ended right";
        };
    }
}
