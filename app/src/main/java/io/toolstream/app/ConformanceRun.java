package io.toolstream.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The file of vectors that a `conform` command is given, and the report on it.
final class ConformanceRun {
    private static final int LONGEST_LINE = 200;

    /// Computes the report `{cases, passed, results[{id, actual, ok}]}` of a file.
    @FunctionalInterface
    interface Computation {
        ObjectNode over(Path file) throws IOException, InterruptedException;
    }

    @Parameters(paramLabel = "FILE", description = "The vectors, or the directory that holds them.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--strict",
            description = "Exit with 1 unless every row with an expectation is as expected; else 0 once all ran.")
    private boolean strict;

    @Option(
            names = "--failures",
            defaultValue = "10",
            paramLabel = "N",
            description = "Failed rows to show without --json; default ${DEFAULT-VALUE}.")
    private int failures;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Reporting reporting;

    /// The path given.
    Path file() {
        return file;
    }

    /// Computes the report, answers with it and returns the exit code.
    int report(Computation computation) throws InterruptedException {
        if (!Files.isReadable(file)) {
            throw new RefusedException(file + " cannot be read; give a file or directory that exists");
        }
        ObjectNode report;
        try {
            report = computation.over(file);
        } catch (IllegalArgumentException broken) {
            throw new RefusedException(String.valueOf(broken.getMessage()));
        } catch (IOException | UncheckedIOException unreadable) {
            throw new RefusedException(file + " cannot be read: " + unreadable.getMessage());
        }
        List<JsonNode> failed = new ArrayList<>();
        int expected = 0;
        for (JsonNode result : report.path("results")) {
            expected += result.has("ok") ? 1 : 0;
            if (result.has("ok") && !result.path("ok").asBoolean()) {
                failed.add(result);
            }
        }
        reporting.answer(report, lines(report, expected, failed));
        return strict && !failed.isEmpty() ? 1 : 0;
    }

    private List<String> lines(ObjectNode report, int expected, List<JsonNode> failed) {
        List<String> lines = new ArrayList<>();
        for (JsonNode result : failed.subList(0, Math.min(failures, failed.size()))) {
            String actual = result.path("actual").toString();
            lines.add("not as expected: %s %s%s"
                    .formatted(
                            result.path("id").asText(),
                            actual.length() > LONGEST_LINE ? actual.substring(0, LONGEST_LINE) + " ..." : actual,
                            result.has("reason") ? "; " + result.path("reason").asText() : ""));
        }
        report.path("not_judged")
                .forEach(one -> lines.add("not judged: %s; %s"
                        .formatted(one.path("id").asText(), one.path("reason").asText())));
        List<String> classes = report.path("classes").properties().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .toList();
        if (!classes.isEmpty()) {
            lines.add("%d = %s; as expected are %s %% of those judged, %s %% of all"
                    .formatted(
                            report.path("cases").asInt(),
                            String.join(" + ", classes),
                            report.path("percent").path("of_judged").asText(),
                            report.path("percent").path("of_all").asText()));
        }
        lines.add("%d cases, %d %s, %d as expected, %d not"
                .formatted(
                        report.path("cases").asInt(),
                        expected,
                        classes.isEmpty() ? "with an expectation" : "judged",
                        report.path("passed").asInt(),
                        failed.size()));
        return lines;
    }
}
