package io.toolstream.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.data.BrokenDatasetException;
import io.toolstream.app.data.Dataset;
import io.toolstream.app.data.DatasetWriter;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `toolstream data`.
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Brings problems and their reference answers to Kafka.",
        footer = {"", "Example: toolstream data import gsm8k_train.jsonl --as gsm8k"})
final class DataCommand {
    private static final int NAMED = 20;
    private static final int PROGRESS_EVERY = 2_000;

    /// Neither a run nor a pool plays a part in a data set's topics.
    private static final String UNUSED = "unused";

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Writes the problems of a file to NAME.problems and their answers, apart, to NAME.answers.",
                "Understood: JSONL and JSON arrays with question|problem|prompt and"
                        + " answer|expected_answer|ground_truth|final_answer|solution; GSM8K; MATH; AIME; the Parquet"
                        + " file of DAPO-Math-17k. A problem's id is a hash of its question, so that importing twice"
                        + " changes nothing."
            },
            footer = {"", "Example: toolstream data import dapo_math_17k.parquet --as dapo --limit 1000"})
    int read(
            @Parameters(paramLabel = "FILE", description = "*.parquet, or JSON.") Path file,
            @Option(names = "--as", required = true, paramLabel = "NAME", description = "The data set's name.")
                    String name,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "2147483647", description = "Take at most N.")
                    int limit,
            @Option(names = "--lenient", description = "Leave rows out that lack a question or an answer, naming them.")
                    boolean lenient,
            @Option(names = "--dry-run", description = "Read and check only; needs no Kafka.") boolean dryRun,
            @Mixin ReplicationOption replication,
            @Mixin ClusterOptions options,
            @Mixin Reporting reporting)
            throws InterruptedException {
        Names names = names(name);
        short copies = replication.copies();
        Dataset dataset = dataset(file, limit, lenient);
        name(duplicates(dataset), reporting);
        name(dataset.unusable(), reporting);
        if (!dryRun) {
            Cluster cluster = options.reachable();
            int all = dataset.items().size();
            new DatasetWriter(cluster, names, options.patience(), copies).write(dataset.items(), written -> {
                if (written % PROGRESS_EVERY == 0 || written == all) {
                    reporting.progress("%d of %d problems written".formatted(written, all));
                }
            });
        }
        reporting.answer(object(file, names, dataset, dryRun), lines(names, dataset, dryRun));
        return 0;
    }

    private static Names names(String dataset) {
        try {
            return new Names(UNUSED, UNUSED, dataset);
        } catch (IllegalArgumentException illegal) {
            throw new RefusedException("--as: " + illegal.getMessage());
        }
    }

    private static Dataset dataset(Path file, int limit, boolean lenient) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedException(file + " is no file; give a file with problems");
        }
        try {
            return Dataset.read(file, limit, lenient);
        } catch (BrokenDatasetException | IllegalArgumentException broken) {
            throw new RefusedException(String.valueOf(broken.getMessage()));
        } catch (IOException unreadable) {
            throw new RefusedException(file + " cannot be read: " + unreadable.getMessage());
        }
    }

    private static List<String> duplicates(Dataset dataset) {
        return dataset.duplicates().stream()
                .map(one -> "%s repeats the question of %s%s"
                        .formatted(one.place(), one.first(), one.sameAnswer() ? "" : " with ANOTHER answer"))
                .toList();
    }

    private static void name(List<String> leftOut, Reporting reporting) {
        leftOut.stream().limit(NAMED).forEach(one -> reporting.progress("left out: " + one));
        if (leftOut.size() > NAMED) {
            reporting.progress("left out: %d more for the same reason".formatted(leftOut.size() - NAMED));
        }
    }

    private static long contradictions(Dataset dataset) {
        return dataset.duplicates().stream().filter(one -> !one.sameAnswer()).count();
    }

    private static ObjectNode object(Path file, Names names, Dataset dataset, boolean dryRun) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", file.toString())
                .put("dataset", names.dataset())
                .put("problems", dataset.items().size())
                .put("duplicates", dataset.duplicates().size())
                .put("contradictions", contradictions(dataset))
                .put("unusable", dataset.unusable().size())
                .put("written", !dryRun);
    }

    private static List<String> lines(Names names, Dataset dataset, boolean dryRun) {
        return List.of(("%d problems %s %s and %s, %d repeated questions (%d with another answer) and %d unusable rows"
                        + " left out")
                .formatted(
                        dataset.items().size(),
                        dryRun ? "would go to" : "are on",
                        Topics.PROBLEMS.in(names),
                        Topics.ANSWERS.in(names),
                        dataset.duplicates().size(),
                        contradictions(dataset),
                        dataset.unusable().size()));
    }
}
