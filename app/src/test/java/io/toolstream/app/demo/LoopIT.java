package io.toolstream.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.learner.commit.CommitPlan;
import io.toolstream.learner.feed.FeedSettings;
import io.toolstream.learner.program.Learner;
import io.toolstream.learner.program.LearnerSettings;
import io.toolstream.learner.program.ModelFiles;
import io.toolstream.learner.program.TrainingSettings;
import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.model.Clip;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole loop on threads of one JVM over a real broker: the full ring's smallest training run.
@Timeout(600)
class LoopIT {
    private static final int STEPS = Integer.getInteger("loop.steps", 3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());
    private static final Names NAMES = new Names("loop", "pool", "task");

    @TempDir
    private Path folder;

    @Test
    void stepsArePublishedInOrderAndARestartGoesOn() throws Exception {
        Path model = Path.of(System.getenv("TOOLSTREAM_ROOT"), "app", "checkpoints", "cold-start");
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2))) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            DemoTask task = DemoTask.draw(sandbox, 1, new DemoTask.Sizes(200, 20, 4), 2);
            RunDeclaration declaration = new RunDeclaration(cluster, NAMES, CODECS, InstantSource.system());
            RunManifest manifest = declaration.declare(task, ModelFiles.identity(model), Map.of(), "test");
            try (InProcessPrograms programs = new InProcessPrograms(cluster, NAMES, CODECS, folder)) {
                programs.sandbox(4);
                programs.trajectories();
                programs.rollout(ToolUse.ALLOWED);
                Learner learner = programs.learner(settings(cluster, model));
                declaration.change(manifest, RunManifest.State.RUNNING);
                Eventually.holds("half of the steps", () -> {
                    programs.check();
                    return learner.step() >= STEPS / 2;
                });
                learner.close();
                Learner second = programs.learner(settings(cluster, model));
                while (second.step() < STEPS) {
                    programs.check();
                    Thread.onSpinWait();
                    java.util.concurrent.TimeUnit.MILLISECONDS.sleep(200);
                }
            }
            List<StepReport> reports = reports(cluster);
            for (StepReport report : reports) {
                System.out.println(report.step() + " v" + report.version() + " " + report.metrics());
            }
            assertThat(reports).extracting(StepReport::step).isSorted().hasSize(STEPS + 1);
        }
    }

    private static List<StepReport> reports(Cluster cluster) {
        List<StepReport> reports = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(Topics.LEARNER_STEPS.in(NAMES)))) {
            reader.readToEnd(
                    PATIENCE,
                    record -> reports.add(
                            CODECS.stepReports().decode(record.body().orElseThrow())));
        }
        return reports;
    }

    private LearnerSettings settings(Cluster cluster, Path model) {
        return new LearnerSettings(
                cluster,
                NAMES,
                new FeedSettings(
                        new RunId(NAMES.run()),
                        1,
                        8,
                        new Sampling(1, 1, 0, 1, 160, 3),
                        Integer.getInteger("loop.groups", 8),
                        Integer.getInteger("loop.staleness", 1),
                        Duration.ofMinutes(2),
                        Duration.ofMillis(500),
                        6,
                        4),
                new TrainingSettings(
                        STEPS,
                        new RateSchedule(2e-4, 0.1, 5, STEPS),
                        new Clip(0.2, 0.28, 10),
                        0.9,
                        0.99,
                        1e-8,
                        0,
                        1,
                        4_096,
                        256),
                new CommitPlan(10, 1),
                model,
                folder.resolve("learner"),
                2,
                false,
                false,
                "test");
    }
}
