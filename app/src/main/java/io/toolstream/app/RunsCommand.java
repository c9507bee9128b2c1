package io.toolstream.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.cluster.LocalCluster;
import io.toolstream.app.cluster.ProgramSettings;
import io.toolstream.app.run.DeclaredRuns;
import io.toolstream.app.run.NewRun;
import io.toolstream.app.run.Resumption;
import io.toolstream.app.topics.DeclaredTopics;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.SettingsSources;
import io.toolstream.learner.program.FrozenProblems;
import io.toolstream.learner.program.ModelFiles;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.TopicSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `toolstream runs`.
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = "Declares, lists and resumes runs: docs/runs.md.",
        footer = {"", "Example: toolstream runs list"})
final class RunsCommand {
    private static final String BUILD = "0.1.0";

    /// What a run is called and what it trains; nobody means the defaults.
    private static final List<String> NEEDED = List.of("run.id", "run.pool", "run.dataset", "learner.model");

    private final InstantSource clock = InstantSource.system();

    @Command(
            name = "declare",
            mixinStandardHelpOptions = true,
            description = {
                "Sets a run going on a data set that `toolstream data import` has brought to Kafka: makes the run's"
                        + " topics and writes its record, with all settings, the model's hashes and the data set's.",
                "Settings are read as by `toolstream up`; give the programs the same ones. run.id, run.pool, run.dataset"
                        + " and learner.model have to be set. Doing it again changes nothing; a run that is declared"
                        + " with other settings, model or problems is refused."
            },
            footer = {"", "Example: toolstream runs declare --config run.yaml --bootstrap kafka:9092 run.id=math-7b"})
    int declare(
            @Option(names = "--config", description = "Settings file, YAML; keys: docs/settings.md.") @Nullable Path config,
            @Mixin ReplicationOption replication,
            @Mixin ClusterOptions options,
            @Mixin Reporting reporting,
            @Parameters(arity = "0..*", paramLabel = "KEY=VALUE", description = "Settings laid over the file.")
                    @Nullable List<String> overrides)
            throws IOException, InterruptedException {
        short copies = replication.copies();
        ProgramSettings settings = settings(config, overrides == null ? List.of() : overrides);
        Path model = Checkpoints.model(
                Path.of(Objects.requireNonNull(settings.values().get("learner.model"))));
        Cluster cluster = options.reachable();
        NewRun run = new NewRun(
                settings.names(),
                settings.values(),
                BUILD,
                ModelFiles.identity(model),
                problems(cluster, settings.names(), options));
        DeclaredRuns runs = new DeclaredRuns(cluster, options.patience());
        Optional<RunManifest> before = runs.find(new RunId(settings.names().run()));
        before.ifPresent(declared -> refuseOther(run, declared));
        try {
            new DeclaredTopics(cluster, options.patience(), copies).apply(Topics.ALL, settings.names());
        } catch (IllegalStateException misfit) {
            throw new RefusedException(String.valueOf(misfit.getMessage()));
        }
        RunManifest manifest = before.orElseGet(() -> run.manifest(clock.instant()));
        if (before.isEmpty()) {
            runs.write(manifest);
        }
        answerDeclared(manifest, before.isPresent(), run.problems().problems().size(), reporting);
        return 0;
    }

    private static ProgramSettings settings(@Nullable Path config, List<String> overrides) {
        Map<String, String> environment = System.getenv();
        try {
            Settings settings =
                    Settings.read(SettingsSources.of(config, environment, overrides), ProgramSettings.MAPPINGS);
            List<String> absent =
                    NEEDED.stream().filter(key -> !settings.given(key)).toList();
            if (!absent.isEmpty()) {
                throw new RefusedException(
                        "a run is declared with %s, and %s is not set; set it in --config FILE or behind the command, as %s=NAME"
                                .formatted(String.join(", ", NEEDED), String.join(", ", absent), absent.getFirst()));
            }
            return ProgramSettings.read(
                    config, environment, overrides, ClusterPlace.installation(), EnumSet.copyOf(LocalCluster.PROGRAMS));
        } catch (SettingsRefusedException | IllegalArgumentException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        }
    }

    private static FrozenProblems problems(Cluster cluster, Names names, ClusterOptions options) {
        Codecs codecs = Codecs.with(new TopicSchemas(cluster, names, options.patience()));
        FrozenProblems problems;
        try {
            problems = FrozenProblems.read(cluster, names, codecs.problems(), options.patience());
        } catch (IllegalArgumentException _) {
            throw new RefusedException(withoutProblems(names, "is not there"));
        } catch (DecodeException broken) {
            throw new RefusedException("a record on %s is no problem: %s; import the data set under another name"
                    .formatted(Topics.PROBLEMS.in(names), broken.getMessage()));
        }
        if (problems.problems().isEmpty()) {
            throw new RefusedException(withoutProblems(names, "holds no problem"));
        }
        return problems;
    }

    private static String withoutProblems(Names names, String what) {
        return "topic %s %s; bring problems to it with: toolstream data import FILE --as %s"
                .formatted(Topics.PROBLEMS.in(names), what, names.dataset());
    }

    private static void refuseOther(NewRun run, RunManifest declared) {
        List<String> differences = run.differences(declared);
        if (!differences.isEmpty()) {
            throw new RefusedException(
                    "run %s is declared already and is another one: %s; give run.id another name, or what it was declared with"
                            .formatted(declared.runId(), String.join("; ", differences)));
        }
    }

    private static void answerDeclared(RunManifest run, boolean before, int problems, Reporting reporting) {
        reporting.answer(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("run", run.runId().value())
                        .put("declared", !before)
                        .put("state", run.state().name())
                        .put("dataset", run.dataset())
                        .put("problems", problems)
                        .put("dataset_hash", run.datasetHash())
                        .put("model_hash", run.policy().modelHash()),
                List.of("run %s %s, on %d problems of data set %s; it is %s"
                        .formatted(
                                run.runId(),
                                before ? "was declared before" : "is declared",
                                problems,
                                run.dataset(),
                                run.state())));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The runs that are declared on a Kafka, the oldest first: name, state, last step on the log,"
                    + " data set, time of the declaration.",
            footer = {"", "Example: toolstream runs list --bootstrap kafka:9092 --json"})
    int list(@Mixin ClusterOptions options, @Mixin Reporting reporting) {
        DeclaredRuns runs = new DeclaredRuns(options.reachable(), options.patience());
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ArrayNode listed = object.putArray("runs");
        List<String> lines = new ArrayList<>();
        for (RunManifest run : runs.all()) {
            Optional<StepReport> last = runs.lastStep(run.runId());
            listed.addObject()
                    .put("run", run.runId().value())
                    .put("state", run.state().name())
                    .put("step", last.map(StepReport::step).orElse(null))
                    .put("version", last.map(StepReport::version).orElse(null))
                    .put("dataset", run.dataset())
                    .put("created", run.created().toString())
                    .put("changed", run.changed().toString());
            lines.add("%-32s %-9s step %-6s %-32s %s"
                    .formatted(
                            run.runId(),
                            run.state(),
                            last.map(report -> Long.toString(report.step())).orElse("-"),
                            run.dataset(),
                            run.created()));
        }
        reporting.answer(object, lines.isEmpty() ? List.of("no run is declared") : lines);
        return 0;
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = {
                "Sets a run going again that is PAUSED or COMPLETED. One that was completed needs --steps above its last"
                        + " step, and its learner learner.steps alike.",
            },
            footer = {"", "Example: toolstream runs resume --run math-7b --steps 400"})
    int resume(
            @Option(names = "--run", required = true, paramLabel = "NAME", description = "The run.") String name,
            @Option(
                            names = "--steps",
                            paramLabel = "N",
                            description = "After which the run is complete from now on; kept as learner.steps in its"
                                    + " record.")
                    @Nullable Long steps,
            @Mixin ClusterOptions options,
            @Mixin Reporting reporting)
            throws InterruptedException {
        DeclaredRuns runs = new DeclaredRuns(options.reachable(), options.patience());
        RunManifest run = runs.all().stream()
                .filter(one -> one.runId().value().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "run %s is not declared; `toolstream runs list` shows those that are".formatted(name)));
        RunManifest resumed;
        try {
            long last = runs.lastStep(run.runId()).map(StepReport::step).orElse(0L);
            resumed = Resumption.of(run, last, Optional.ofNullable(steps), clock.instant());
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        }
        boolean changes = !resumed.equals(run);
        if (changes) {
            runs.write(resumed);
        }
        String end = Resumption.steps(resumed).map(Object::toString).orElse("as its learner is told");
        reporting.answer(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("run", name)
                        .put("resumed", changes)
                        .put("before", run.state().name())
                        .put("state", resumed.state().name()),
                List.of(
                        changes
                                ? "run %s was %s and is RUNNING; its learner goes on with learner.steps=%s"
                                        .formatted(name, run.state(), end)
                                : "run %s is RUNNING already".formatted(name)));
        return 0;
    }
}
