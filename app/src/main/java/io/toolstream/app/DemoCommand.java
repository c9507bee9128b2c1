package io.toolstream.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.toolstream.app.cluster.ClusterFailedException;
import io.toolstream.app.cluster.ClusterRefusedException;
import io.toolstream.app.cluster.ClusterSettings;
import io.toolstream.app.cluster.LocalCluster;
import io.toolstream.app.cluster.Member;
import io.toolstream.app.cluster.ProgramSettings;
import io.toolstream.app.cluster.RestartPolicy;
import io.toolstream.app.demo.Demo;
import io.toolstream.app.demo.DemoPreparation;
import io.toolstream.app.demo.DemoSettings;
import io.toolstream.app.demo.DemoSummary;
import io.toolstream.app.demo.EvaluationOverdueException;
import io.toolstream.app.demo.RunStalledException;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.SettingsSources;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.transport.log.LogUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `toolstream demo`.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a small policy to use the sandbox, on a local cluster of its own, and measures it before and after"
                    + " on held-out problems. Writes report.html.",
            "Exit code 1 when the run stalls or its account is not clean, 2 when it cannot be begun."
        },
        footer = {"", "Example: toolstream demo --problem-seed 2 --json"})
final class DemoCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final DateTimeFormatter RUN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Option(
            names = "--problem-seed",
            defaultValue = "1",
            description = "Of problems and samples; default ${DEFAULT-VALUE}.")
    private long problemSeed;

    @Option(names = "--no-tools", description = "The control arm: programs do not run.")
    private boolean noTools;

    @Option(names = "--steps", defaultValue = "120", description = "Training steps; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--port",
            defaultValue = "0",
            description = "The broker's port; 0, the default, takes any free one.")
    private int port;

    @Option(names = "--output", description = "Folder of the reports; default .toolstream/demo in the project.")
    private @Nullable Path output;

    @Option(names = "--config", description = "Settings file, YAML; keys: docs/settings.md.")
    private @Nullable Path config;

    @Option(
            names = "--prepare-only",
            description = "Set a run going on the Kafka of kafka.bootstrap, for programs that others start: topics,"
                    + " problems, answers, the run's record. Doing it again changes nothing.")
    private boolean prepareOnly;

    @Mixin
    private final ReplicationOption replication = new ReplicationOption();

    @Parameters(paramLabel = "KEY=VALUE", description = "Settings laid over the demonstration's.")
    private List<String> overrides = List.of();

    @Mixin
    private final Reporting reporting = new Reporting();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            requirePython();
            if (prepareOnly) {
                return prepare(replication.copies());
            }
            if (!replication.usual()) {
                throw new RefusedException(
                        "--replication is for --prepare-only; the demonstration's own cluster is one" + " broker");
            }
            DemoSettings settings = settings(Checkpoints.named("cold-start"));
            Demo demo = new Demo(settings, cluster(settings), "0.1.0", InstantSource.system(), reporting::progress);
            DemoSummary summary = demo.play();
            reporting.answer(summary.json(), summary.lines());
            return summary.clean() ? 0 : 1;
        } catch (SettingsRefusedException | ClusterRefusedException | IllegalArgumentException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        } catch (LogUnavailableException unavailable) {
            reporting.progress("toolstream demo: " + unavailable.getMessage());
            return 1;
        } catch (ClusterFailedException | RunStalledException | EvaluationOverdueException failure) {
            reporting.progress("toolstream demo: " + failure.getMessage());
            return 1;
        }
    }

    private int prepare(short copies) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        KafkaConfig kafka = Settings.read(SettingsSources.of(config, environment, overrides), ProgramSettings.MAPPINGS)
                .of(KafkaConfig.class);
        ProgramSettings read = ProgramSettings.read(
                config, environment, overrides, ClusterPlace.installation(), EnumSet.copyOf(LocalCluster.PROGRAMS));
        Path model =
                Checkpoints.model(Path.of(Objects.requireNonNull(read.values().get("learner.model"))));
        boolean done = new DemoPreparation(
                        settings(model),
                        KafkaConfig.cluster(kafka),
                        read.names(),
                        read.values(),
                        "0.1.0",
                        InstantSource.system(),
                        copies)
                .prepare();
        String run = read.names().run();
        reporting.answer(
                JsonNodeFactory.instance.objectNode().put("run", run).put("prepared", done),
                List.of(done ? "run %s is prepared".formatted(run) : "run %s was prepared before".formatted(run)));
        return 0;
    }

    private DemoSettings settings(Path model) {
        Path folder = output != null ? output : ClusterPlace.installation().resolve(Path.of(".toolstream", "demo"));
        return DemoSettings.usual(
                problemSeed,
                !noTools,
                model,
                Checkpoints.named("base"),
                steps,
                folder.toAbsolutePath().normalize());
    }

    private ClusterSettings cluster(DemoSettings settings) {
        String run = "demo-" + settings.arm() + "-"
                + RUN_NAME.format(InstantSource.system().instant());
        // A data set of its own: the problems of a run are frozen, and another build may draw others.
        List<String> values = new ArrayList<>(List.of(
                "run.id=" + run,
                "run.dataset=" + run,
                "learner.model=" + settings.model().toAbsolutePath().normalize(),
                "learner.seed=" + problemSeed,
                "learner.steps=" + steps,
                "rollout.tools=" + settings.tools()));
        values.addAll(overrides);
        ProgramSettings read = ProgramSettings.read(
                config, System.getenv(), values, ClusterPlace.installation(), EnumSet.copyOf(LocalCluster.PROGRAMS));
        return new ClusterSettings(
                ClusterPlace.installation(),
                settings.output().resolve(settings.arm()).resolve("cluster"),
                port,
                LocalCluster.PROGRAMS.stream()
                        .map(program -> new Member(program, 0))
                        .toList(),
                read,
                RestartPolicy.usual(),
                PATIENCE);
    }

    private static void requirePython() {
        Path python = Interpreter.path();
        if (!Files.isExecutable(python)) {
            throw new RefusedException(
                    "%s is not there: the sandbox runs Python 3; install it, for example: apt-get install python3"
                            .formatted(python));
        }
    }
}
