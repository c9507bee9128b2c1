package io.toolstream.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A report on disk: `report.html` to look at and `report.json` with the same figures.
public final class ReportFiles {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true);

    private ReportFiles() {}

    /// Writes both files into `directory`, which is made where it is missing, and returns the page's path.
    public static Path write(DemoResult result, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.json"), json(result) + "\n", StandardCharsets.UTF_8);
        return Files.writeString(directory.resolve("report.html"), ReportPage.html(result), StandardCharsets.UTF_8);
    }

    /// The result as JSON; a figure that was not measured is null.
    public static String json(DemoResult result) throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result);
    }

    /// Reads a `report.json`.
    ///
    /// @throws IOException if it is not one
    public static DemoResult read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), DemoResult.class);
    }

    /// Draws the accuracy curves of results, one for each, as an SVG file.
    ///
    /// @param file to write
    /// @param results named by their titles
    /// @param curve drawn of each
    /// @throws IllegalArgumentException if there are more curves than colours
    public static void plot(Path file, List<DemoResult> results, Curve curve) throws IOException {
        Files.writeString(file, RunsPlot.chart(results, curve).file() + "\n", StandardCharsets.UTF_8);
    }

    /// Draws the curves of a checkpoint's `training.csv` as an SVG file.
    ///
    /// @throws IOException if it is not one
    public static void plotTraining(Path file, String title, Path training) throws IOException {
        String drawing = TrainingPlot.chart(title, Files.readAllLines(training)).file();
        Files.writeString(file, drawing + "\n", StandardCharsets.UTF_8);
    }
}
