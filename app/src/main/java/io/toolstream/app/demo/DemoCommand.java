package io.toolstream.app.demo;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.Checkpoints;
import io.toolstream.app.RefusedException;
import io.toolstream.app.cluster.ClusterFailedException;
import io.toolstream.app.cluster.ClusterRefusedException;
import io.toolstream.app.cluster.ClusterSettings;
import io.toolstream.app.cluster.LocalCluster;
import io.toolstream.app.cluster.Member;
import io.toolstream.app.cluster.RestartPolicy;
import io.toolstream.app.report.DemoResult;
import io.toolstream.app.report.DemoResult.Arm;
import io.toolstream.app.report.Evaluation;
import io.toolstream.app.report.ReportFiles;
import io.toolstream.app.single.SingleRun;
import io.toolstream.app.single.SingleSettings;
import io.toolstream.app.task.ProblemSource.Split;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Program;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `toolstream demo`.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Trains a small policy to use the sandbox, on a local cluster, and measures it before and after.",
        footer = {"", "Example: toolstream demo --problem-seed 2 --json"})
public final class DemoCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final DateTimeFormatter RUN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Option(names = "--problem-seed", defaultValue = "1", description = "Of problems and samples; default ${DEFAULT-VALUE}.")
    private long problemSeed;

    @Option(names = "--no-tools", description = "The control arm: programs do not run.")
    private boolean noTools;

    @Option(names = "--steps", defaultValue = "60", description = "Training steps; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--port", defaultValue = "0", description = "The broker's port; 0, the default, takes any free one.")
    private int port;

    @Option(names = "--output", description = "Folder of the report; default .toolstream/demo under the project.")
    private @Nullable Path output;

    @Option(names = "--json", description = "One JSON object on standard output, nothing else.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final InstantSource clock = InstantSource.system();
    private final Codecs codecs = Codecs.with(SchemaSource.none());

    @Override
    public Integer call() throws IOException, InterruptedException {
        long began = System.nanoTime();
        DemoSettings settings = DemoSettings.usual(
                problemSeed, !noTools, Checkpoints.named("cold-start"), Checkpoints.named("base"), steps);
        DemoProgress progress = new DemoProgress(spec.commandLine().getErr(), clock);
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), settings.parallel()))) {
            progress.say("drawing problems; their answers come from running the right programs in the sandbox");
            DemoTask task = DemoTask.draw(sandbox, problemSeed, settings.sizes(), settings.parallel());
            Evaluation base = base(settings, sandbox, progress);
            return train(settings, task, base, progress, began);
        } catch (ClusterRefusedException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        }
    }

    private Evaluation base(DemoSettings settings, Sandbox sandbox, DemoProgress progress)
            throws IOException, InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                SingleRun run = new SingleRun(
                        torch,
                        sandbox,
                        settings.base(),
                        SingleSettings.demonstration(1, 0, ToolUse.ALLOWED),
                        problemSeed)) {
            var measured = run.evaluate(
                    Split.HELD_OUT,
                    settings.sizes().heldOut(),
                    settings.samples(),
                    (float) DemoSettings.PAPER_TOP_P,
                    problemSeed);
            progress.say("base: accuracy %.3f at top-p 0.7".formatted(measured.accuracy()));
            return DemoReport.base(
                    measured.problems(),
                    measured.samples(),
                    measured.accuracy(),
                    measured.codeRatio(),
                    measured.corrected());
        }
    }

    private int train(DemoSettings settings, DemoTask task, Evaluation base, DemoProgress progress, long began)
            throws IOException, InterruptedException {
        String run = "demo-" + settings.arm() + "-" + RUN_NAME.format(clock.instant());
        Names names = new Names(run, "sandbox", "demo-" + problemSeed);
        try (LocalCluster cluster = LocalCluster.start(cluster(settings, names), progress::say);
                RunWatch watch = RunWatch.open(cluster.cluster(), names, codecs)) {
            DemoRun demo = new DemoRun(settings, task, cluster.cluster(), names, codecs, clock, progress);
            RunManifest manifest = demo.declare(settings.programs(), "demo");
            progress.say("run %s on %s".formatted(run, cluster.bootstrap()));
            cluster.startAll();
            cluster.awaitReady(PATIENCE);
            DemoRun.Outcome outcome = play(demo, manifest, cluster, watch, settings, progress);
            DemoSummary summary =
                    DemoSummary.of(run, settings, outcome, base, cluster.cluster(), names, codecs, cluster.residentBytes());
            Path report = report(settings, outcome, base, cluster, names, summary);
            double wall = (System.nanoTime() - began) / 1e9;
            if (json) {
                ObjectNode object = summary.json(new ObjectMapper(), wall);
                spec.commandLine().getOut().println(object);
            } else {
                summary.lines(wall).forEach(spec.commandLine().getOut()::println);
            }
            progress.say("report: " + report);
            return summary.clean() ? 0 : 1;
        } catch (ClusterFailedException | RunStalledException | EvaluationOverdueException failure) {
            spec.commandLine().getErr().println("toolstream demo: " + failure.getMessage());
            return 1;
        }
    }

    private DemoRun.Outcome play(
            DemoRun demo,
            RunManifest manifest,
            LocalCluster cluster,
            RunWatch watch,
            DemoSettings settings,
            DemoProgress progress)
            throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.open(cluster.cluster(), PATIENCE)) {
            String group = Topics.CODE_REQUESTS.groupIn(cluster.names());
            String topic = Topics.CODE_REQUESTS.in(cluster.names());
            return demo.play(manifest, watch, (step, started) -> {
                long lag = admin.backlog(group, topic);
                progress.step(step, started, settings.steps(), lag);
            });
        }
    }

    private ClusterSettings cluster(DemoSettings settings, Names names) {
        Path root = Checkpoints.root();
        return new ClusterSettings(
                root,
                root.resolve(".toolstream").resolve("demo").resolve(settings.arm()).resolve("cluster"),
                port,
                names,
                List.of(
                        new Member(Program.SANDBOX_WORKER, 0),
                        new Member(Program.TRAJECTORY_SERVICE, 0),
                        new Member(Program.ROLLOUT_WORKER, 0),
                        new Member(Program.LEARNER, 0)),
                settings.programs(),
                RestartPolicy.usual(),
                PATIENCE);
    }

    private Path report(
            DemoSettings settings,
            DemoRun.Outcome outcome,
            Evaluation base,
            LocalCluster cluster,
            Names names,
            DemoSummary summary)
            throws IOException {
        Path folder = output != null ? output : Checkpoints.root().resolve(".toolstream").resolve("demo");
        Path own = folder.resolve(settings.arm());
        Path other = folder.resolve(settings.tools() ? "no-tools" : "tools").resolve("report.json");
        Arm arm = null;
        if (Files.isReadable(other)) {
            arm = requireNonNull(ReportFiles.read(other).arms().getFirst());
        }
        long last = outcome.steps().isEmpty() ? 0 : outcome.steps().getLast().report().version();
        DemoResult result = DemoReport.of(
                settings,
                outcome,
                base,
                SamplePicks.of(cluster.cluster(), names, codecs, last),
                summary.tables(),
                arm);
        Files.createDirectories(own);
        return ReportFiles.write(result, own);
    }
}
