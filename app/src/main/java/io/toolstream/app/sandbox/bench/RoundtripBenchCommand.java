package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.ClusterPlace;
import io.toolstream.app.RefusedException;
import io.toolstream.app.Reporting;
import io.toolstream.app.cluster.ClusterRefusedException;
import io.toolstream.app.cluster.ClusterSettings;
import io.toolstream.app.cluster.LocalCluster;
import io.toolstream.app.cluster.ProgramSettings;
import io.toolstream.app.cluster.RestartPolicy;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `toolstream bench roundtrip`.
@Command(
        name = "roundtrip",
        mixinStandardHelpOptions = true,
        description = {
            "What the way through Kafka adds to a program: workers with lanes in this process, an asker, one broker.",
            "scaling is the rate of 2 and 4 workers over that of one: all in this process, each with a sandbox of its own,",
            "running programs that sleep, so it shows what the queue shares out and not what the cores can do. About 3",
            "minutes."
        },
        footer = {"", "Example: toolstream bench roundtrip --json"})
public final class RoundtripBenchCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--bootstrap", description = "A broker that runs already, host:port; default: one is started.")
    private @Nullable String bootstrap;

    @Option(names = "--calls", defaultValue = "2000", description = "Calls of each side; default ${DEFAULT-VALUE}.")
    private int calls;

    @Option(
            names = "--queued",
            defaultValue = "16000",
            description = "Requests to no-op lanes, after three times as many; default ${DEFAULT-VALUE}.")
    private int queued;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Reporting reporting;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (calls < 1 || queued < 2) {
            throw new RefusedException("--calls is " + calls + ", --queued " + queued + "; give at least 1 and 2");
        }
        return bootstrap == null ? withOwnBroker() : measured(Cluster.at(bootstrap));
    }

    private int withOwnBroker() throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory("toolstream-roundtrip");
        ClusterSettings settings = new ClusterSettings(
                ClusterPlace.installation(),
                folder,
                0,
                List.of(),
                new ProgramSettings(new Names("bench", "bench", "bench"), Map.of(), Map.of()),
                RestartPolicy.usual(),
                PATIENCE);
        try (LocalCluster broker = LocalCluster.start(settings, reporting::progress)) {
            return measured(broker.cluster());
        } catch (ClusterRefusedException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private int measured(Cluster cluster) throws IOException, InterruptedException, ExecutionException {
        try {
            ObjectNode report =
                    new RoundtripBench(cluster, Interpreter.path(), calls, queued, reporting::progress).measure();
            report.set("claims", Claim.judged(Claim.OF_ROUNDTRIP, report));
            reporting.answer(report, Table.of(report));
            return 0;
        } catch (SandboxUnavailableException unavailable) {
            throw new RefusedException(String.valueOf(unavailable.getMessage()));
        }
    }
}
