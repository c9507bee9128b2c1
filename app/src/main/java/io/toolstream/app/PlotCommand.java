package io.toolstream.app;

import io.toolstream.app.report.Curve;
import io.toolstream.app.report.DemoResult;
import io.toolstream.app.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `toolstream plot`.
@Command(
        name = "plot",
        mixinStandardHelpOptions = true,
        description = "Draws a curve of one or several runs' reports, or a checkpoint's training, as an SVG file.",
        footer = {"", "Example: toolstream plot --curve accuracy --out accuracy.svg run1/report.json run2/report.json"})
final class PlotCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "REPORT",
            description = "The report.json of a run, or one training.csv of a checkpoint.")
    private List<Path> reports = List.of();

    @Option(
            names = "--curve",
            defaultValue = "ACCURACY",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Curve curve = Curve.ACCURACY;

    @Option(names = "--out", required = true, description = "SVG file to write.")
    private Path out = Path.of("curve.svg");

    @Override
    public Integer call() throws IOException {
        if (reports.size() == 1 && reports.getFirst().toString().endsWith(".csv")) {
            return training(reports.getFirst());
        }
        List<DemoResult> results = new ArrayList<>();
        for (Path report : reports) {
            exists(report);
            try {
                results.add(ReportFiles.read(report));
            } catch (IOException e) {
                throw new RefusedException(report + " is not a report.json: " + firstLine(e));
            }
        }
        try {
            ReportFiles.plot(out, results, curve);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage() + "; give fewer reports");
        }
        return 0;
    }

    private int training(Path csv) throws IOException {
        exists(csv);
        Path folder = csv.toAbsolutePath().getParent();
        String title = "Training of " + (folder == null ? csv : folder.getFileName());
        try {
            ReportFiles.plotTraining(out, title, csv);
        } catch (IOException e) {
            throw new RefusedException(csv + " is not a training.csv: " + firstLine(e));
        }
        return 0;
    }

    private static void exists(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedException(file + " is not a file; give the report.json of a run or a training.csv");
        }
    }

    private static String firstLine(IOException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
