package io.toolstream.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.app.account.Account;
import io.toolstream.app.account.Bounds;
import io.toolstream.app.account.RunReader;
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
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.Trajectory;
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

/// The whole loop on threads of one JVM over a real broker. Ring: full.
@Timeout(600)
class LoopIT {
    private static final int STEPS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());
    private static final Names NAMES = new Names("loop", "pool", "task");

    @TempDir
    private Path folder;

    @Test
    void stepsArePublishedInOrderThoughTheLearnerIsReplacedAndTheAccountIsClean() throws Exception {
        Path model = Path.of(System.getenv("TOOLSTREAM_ROOT"), "app", "checkpoints", "cold-start");
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2))) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            DemoTask task = DemoTask.draw(sandbox, 1, new DemoTask.Sizes(100, 4, 4), 2);
            RunDeclaration declaration =
                    new RunDeclaration(cluster, NAMES, CODECS, InstantSource.system(), RunDeclaration.ONE_BROKER);
            RunManifest manifest = declaration.declare(task, ModelFiles.identity(model), Map.of(), "test");
            try (InProcessPrograms programs = new InProcessPrograms(cluster, NAMES, CODECS, folder)) {
                programs.sandbox(4);
                programs.trajectories();
                programs.rollout(ToolUse.ALLOWED);
                Learner first = programs.learner(settings(cluster, model));
                declaration.change(manifest, RunManifest.State.RUNNING);
                reaches(programs, first, 1);
                first.close();
                reaches(programs, programs.learner(settings(cluster, model)), STEPS);
                evaluatesTheLastVersion(cluster, task);
            }
            assertThat(reports(cluster)).extracting(StepReport::step).containsExactly(0L, 1L, 2L, 3L);
            assertThat(times(cluster))
                    .isNotEmpty()
                    .allSatisfy(times -> assertThat(times.firstToken()).isBetween(times.started(), times.finished()));
            Account account = Account.of(
                    new RunReader(cluster, new RunId(NAMES.run()), PATIENCE).records(_ -> {}),
                    Bounds.unknown(),
                    InstantSource.system().instant(),
                    PATIENCE);
            assertThat(account.faults()).isEmpty();
            assertThat(account.lost()).isZero();
            assertThat(account.duplicated()).isZero();
        }
    }

    private static void reaches(InProcessPrograms programs, Learner learner, long step) throws InterruptedException {
        Eventually.holds("step " + step, () -> {
            programs.check();
            return learner.newest().filter(report -> report.step() >= step).isPresent();
        });
    }

    private static void evaluatesTheLastVersion(Cluster cluster, DemoTask task) throws InterruptedException {
        Evaluation evaluation = new Evaluation(cluster, NAMES, CODECS, InstantSource.system(), Duration.ofMinutes(1));
        long version = reports(cluster).getLast().version();
        List<Evaluation.Set> sets =
                List.of(new Evaluation.Set("set", task.heldOut(), 2, new Sampling(1, 0.7, 0, 1, 160, 3)));
        EvaluationReport report = evaluation.run(version, sets, _ -> {}).get("set");
        assertThat(report).isNotNull();
        assertThat(evaluation.run(version, sets, _ -> {}))
                .as("what was answered is not asked again")
                .containsEntry("set", report);
        assertThat(report.problems()).isEqualTo(4);
        assertThat(report.parts()).containsEntry("missing", 0.0);
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

    /// Of the trajectories of which the policy has written something.
    private static List<Times> times(Cluster cluster) {
        List<Trajectory> played = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(Topics.TRAJECTORIES.in(NAMES)))) {
            reader.readToEnd(
                    PATIENCE,
                    record -> played.add(
                            CODECS.trajectories().decode(record.body().orElseThrow())));
        }
        return played.stream()
                .filter(trajectory -> trajectory.counts().policyTokens() > 0)
                .map(Trajectory::times)
                .toList();
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
                        3,
                        1,
                        Duration.ofMinutes(2),
                        Duration.ofMillis(500),
                        6,
                        4),
                new TrainingSettings(
                        STEPS,
                        false,
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
