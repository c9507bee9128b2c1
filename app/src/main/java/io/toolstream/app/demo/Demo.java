package io.toolstream.app.demo;

import io.toolstream.app.account.Account;
import io.toolstream.app.account.Bounds;
import io.toolstream.app.account.RunReader;
import io.toolstream.app.cluster.ClusterSettings;
import io.toolstream.app.cluster.LocalCluster;
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
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The demonstration from its problems to its report, on a cluster of its own.
public final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final DemoSettings settings;
    private final ClusterSettings cluster;
    private final String build;
    private final InstantSource clock;
    private final DemoProgress progress;
    private final Codecs codecs = Codecs.with(SchemaSource.none());
    private long residentBytes;

    /// @param lines hears how far it has come
    public Demo(
            DemoSettings settings, ClusterSettings cluster, String build, InstantSource clock, Consumer<String> lines) {
        this.settings = settings;
        this.cluster = cluster;
        this.build = build;
        this.clock = clock;
        this.progress = new DemoProgress(lines, clock);
    }

    /// Plays it.
    ///
    /// @throws io.toolstream.app.cluster.ClusterRefusedException if it cannot be begun; nothing is left running
    /// @throws RunStalledException if the programs do not come forward
    /// @throws EvaluationOverdueException if a version was not measured in time
    public DemoSummary play() throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (ProcessSandbox sandbox =
                        new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), settings.parallel()));
                LocalCluster local = LocalCluster.start(cluster, progress::say)) {
            progress.say("drawing problems; their answers come from running the right programs in the sandbox");
            DemoTask task = DemoTask.draw(sandbox, settings.problemSeed(), settings.sizes(), settings.parallel());
            DemoRun demo = new DemoRun(settings, task, local.cluster(), local.names(), codecs, clock, progress);
            RunManifest manifest = demo.declare(cluster.values(), build);
            progress.say("run %s on %s".formatted(local.names().run(), local.bootstrap()));
            try (RunWatch watch = RunWatch.open(local.cluster(), local.names(), codecs);
                    ExecutorService aside = Executors.newSingleThreadExecutor()) {
                Future<Evaluation> base = aside.submit(() -> base(sandbox));
                local.startAll();
                local.awaitServing(PATIENCE);
                Measured before = demo.before(watch);
                Evaluation measured = joined(base);
                DemoRun.Outcome outcome = train(demo, before, manifest, local, watch);
                return summary(outcome, task, measured, local, began);
            }
        }
    }

    private static Evaluation joined(Future<Evaluation> base) throws IOException, InterruptedException {
        try {
            return base.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException("the base was not measured", failure.getCause());
        }
    }

    private DemoRun.Outcome train(
            DemoRun demo, Measured before, RunManifest manifest, LocalCluster local, RunWatch watch)
            throws InterruptedException {
        String group = Topics.CODE_REQUESTS.groupIn(local.names());
        String topic = Topics.CODE_REQUESTS.in(local.names());
        try (TopicAdmin admin = TopicAdmin.open(local.cluster(), PATIENCE)) {
            return demo.play(before, manifest, watch, (step, started) -> {
                residentBytes = Math.max(residentBytes, local.residentBytes());
                progress.step(step, started, settings.steps(), admin.backlog(group, topic));
            });
        }
    }

    /// The base is measured in this process, beside the cold start and before anything trains: it is another
    /// policy than the run's. It is the last to ask `sandbox`, which is closed so that its templates take no
    /// memory from the run.
    private Evaluation base(ProcessSandbox sandbox) throws IOException, InterruptedException {
        try (sandbox;
                TorchRuntime torch = new DjlTorch();
                SingleRun run = new SingleRun(
                        torch,
                        sandbox,
                        settings.base(),
                        SingleSettings.demonstration(1, 0, ToolUse.ALLOWED),
                        settings.problemSeed())) {
            var measured = run.evaluate(
                    Split.HELD_OUT,
                    settings.heldOut(),
                    settings.samples(),
                    (float) DemoSettings.PAPER_TOP_P,
                    settings.problemSeed());
            progress.say("base: accuracy %.3f at top-p 0.7".formatted(measured.accuracy()));
            return DemoReport.base(
                    measured.problems(),
                    measured.samples(),
                    measured.accuracy(),
                    measured.codeRatio(),
                    measured.corrected());
        }
    }

    private DemoSummary summary(DemoRun.Outcome outcome, DemoTask task, Evaluation base, LocalCluster local, long began)
            throws IOException {
        Names names = local.names();
        Account account = account(local.cluster(), names);
        residentBytes = Math.max(residentBytes, local.residentBytes());
        int steps = outcome.steps().size();
        long last = steps == 0 ? 0 : outcome.steps().getLast().report().version();
        DemoResult result = DemoReport.of(
                settings,
                outcome,
                task.heldOut(),
                base,
                SamplePicks.of(local.cluster(), names, codecs, last),
                DemoSummary.tables(account, residentBytes),
                otherArm());
        Path folder = settings.output().resolve(settings.arm());
        Files.createDirectories(folder);
        Path report = ReportFiles.write(result, folder);
        return new DemoSummary(
                names.run(),
                steps,
                base,
                outcome.before(),
                outcome.after(),
                account,
                residentBytes,
                steps == 0 ? 0 : outcome.steps().getLast().secondsSince(outcome.started()),
                (System.nanoTime() - began) / 1e9,
                report);
    }

    private Account account(Cluster where, Names names) {
        RunReader reader = new RunReader(where, new RunId(names.run()), PATIENCE);
        Bounds bounds = reader.manifest().map(Bounds::of).orElseGet(Bounds::unknown);
        return Account.of(reader.records(progress::say), bounds, clock.instant(), PATIENCE);
    }

    /// The curve of the other arm, when that has been played with the same output.
    private @Nullable Arm otherArm() throws IOException {
        Path other =
                settings.output().resolve(DemoSettings.arm(!settings.tools())).resolve("report.json");
        if (!Files.isReadable(other)) {
            return null;
        }
        DemoResult played = ReportFiles.read(other);
        return played.arms().isEmpty() ? null : played.arms().getFirst();
    }
}
