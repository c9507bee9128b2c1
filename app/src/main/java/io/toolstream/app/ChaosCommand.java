package io.toolstream.app;

import io.toolstream.app.chaos.Chaos;
import io.toolstream.app.chaos.ChaosSettings;
import io.toolstream.app.chaos.ChaosSummary;
import io.toolstream.app.chaos.NotRecoveredException;
import io.toolstream.app.cluster.ClusterFailedException;
import io.toolstream.app.cluster.ClusterRefusedException;
import io.toolstream.app.cluster.ClusterSettings;
import io.toolstream.app.cluster.LocalCluster;
import io.toolstream.app.cluster.Member;
import io.toolstream.app.cluster.ProgramSettings;
import io.toolstream.app.cluster.RestartPolicy;
import io.toolstream.boot.settings.SettingsRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `toolstream chaos`.
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Trains on a local cluster of its own and kills its processes, the broker too, as kill -9 does. Then accounts"
                    + " for every trajectory, and has the learner run all steps again from the log.",
            "Exit code 1 when something is lost, doubled, broken or does not recover, 2 when it cannot be begun."
        },
        footer = {"", "Example: toolstream chaos --faults 10 --seed 1 --json"})
final class ChaosCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration CALM = Duration.ofSeconds(4);
    private static final int PROBLEMS = 300;
    private static final int UNENDING = 100_000;

    /// Every kill is an unwanted end, so none may count for long.
    private static final RestartPolicy RESTARTS =
            new RestartPolicy(Duration.ofMillis(200), Duration.ofSeconds(2), 1_000, Duration.ofSeconds(10));

    private static final DateTimeFormatter RUN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Option(names = "--faults", defaultValue = "10", description = "Processes to kill; default ${DEFAULT-VALUE}.")
    private int faults;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of what is killed and when, and of the problems; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--request-timeout",
            defaultValue = "60",
            description = "Of a request, seconds; default ${DEFAULT-VALUE}.")
    private int requestTimeout;

    @Option(
            names = "--folder",
            description = "Of the cluster's data and logs; default .toolstream/chaos in the project.")
    private @Nullable Path folder;

    @Parameters(paramLabel = "KEY=VALUE", description = "Settings laid over those of the run.")
    private List<String> overrides = List.of();

    @Mixin
    private final Reporting reporting = new Reporting();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            ChaosSettings settings = new ChaosSettings(
                    faults,
                    seed,
                    Checkpoints.named("cold-start"),
                    PROBLEMS,
                    CALM,
                    PATIENCE,
                    Duration.ofSeconds(requestTimeout));
            ChaosSummary summary =
                    new Chaos(settings, cluster(settings), "0.1.0", InstantSource.system(), reporting::progress).play();
            reporting.answer(summary.json(), summary.lines());
            return summary.clean() ? 0 : 1;
        } catch (SettingsRefusedException | ClusterRefusedException | IllegalArgumentException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        } catch (ClusterFailedException | NotRecoveredException failure) {
            reporting.progress("toolstream chaos: " + failure.getMessage());
            return 1;
        }
    }

    private ClusterSettings cluster(ChaosSettings settings) {
        List<String> values = new ArrayList<>(List.of(
                "run.id=chaos-" + RUN_NAME.format(InstantSource.system().instant()),
                "run.dataset=chaos-" + seed,
                "learner.model=" + settings.model().toAbsolutePath().normalize(),
                "learner.seed=" + seed,
                "learner.steps=" + UNENDING,
                "learner.groupsPerStep=4",
                "learner.samples=4",
                "learner.checkpointEvery=3",
                "learner.requestTimeout=" + requestTimeout + "s",
                "rollout.groupSamples=4"));
        values.addAll(overrides);
        Path place = folder != null ? folder : ClusterPlace.installation().resolve(Path.of(".toolstream", "chaos"));
        ProgramSettings read = ProgramSettings.read(
                null, System.getenv(), values, ClusterPlace.installation(), EnumSet.copyOf(LocalCluster.PROGRAMS));
        return new ClusterSettings(
                ClusterPlace.installation(),
                place,
                0,
                LocalCluster.PROGRAMS.stream()
                        .map(program -> new Member(program, 0))
                        .toList(),
                read,
                RESTARTS,
                PATIENCE);
    }
}
