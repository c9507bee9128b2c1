package io.toolstream.learner.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.learner.commit.CommitPlan;
import io.toolstream.learner.feed.FeedSettings;
import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.policy.model.Clip;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.Sha256;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.blob.KafkaBlobStore;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The learner against a real broker, its trajectories made up. Ring: full.
@Timeout(180)
class LearnerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());
    private static final Names NAMES = new Names("r1", "p1", "d1");
    private static final ModelConfig CONFIG = new ModelConfig(64, 16, 32, 1, 2, 1, 1e-6, 10_000, true);

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Cluster cluster = Cluster.at(broker.bootstrap());
    private final TorchRuntime torch = new DjlTorch();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private PlayedWorld world;

    @BeforeEach
    void declareTheRun() throws IOException, InterruptedException {
        Path model = folder.resolve("model");
        new BpeTrainer(265, 2, List.of("<|im_start|>", "<|im_end|>"))
                .train(List.of())
                .write(model);
        try (Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 7)) {
            decoder.write(model);
        }
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(Topics.ALL.stream()
                    .map(topic ->
                            new TopicDeclaration(topic.in(NAMES), topic.partitions(), (short) 1, topic.settings()))
                    .toList());
        }
        List<Problem> problems = IntStream.range(0, 5)
                .mapToObj(i -> new Problem(new ProblemId("p" + i), "question " + i, Map.of()))
                .toList();
        Instant now = Instant.now();
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            for (Problem problem : problems) {
                writer.write(OutgoingRecord.of(
                        Topics.PROBLEMS.in(NAMES),
                        problem.problemId().value(),
                        CODECS.problems().encode(problem)));
            }
            RunManifest manifest = new RunManifest(
                    new RunId("r1"),
                    RunManifest.State.RUNNING,
                    Map.of(),
                    "test",
                    ModelFiles.identity(model),
                    "d1",
                    FrozenProblems.of(problems, CODECS.problems()).hash(),
                    null,
                    null,
                    now,
                    now);
            writer.write(OutgoingRecord.of(
                    Topics.RUNS.in(NAMES), "r1", CODECS.runManifests().encode(manifest)));
        }
        world = new PlayedWorld(cluster, NAMES, CODECS);
    }

    @AfterEach
    void close() {
        world.close();
        threads.shutdownNow();
        torch.close();
        broker.close();
    }

    @Test
    void everyStepIsPublishedOnceAndInOrder() throws Exception {
        run(settings(8, 2e-3, false), 8);

        List<StepReport> reports = reports();
        assertThat(reports).extracting(StepReport::step).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(reports).extracting(StepReport::version).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(reports.stream().flatMap(report -> report.batch().stream()).map(TrainedGroup::groupId))
                .doesNotHaveDuplicates()
                .hasSize(16)
                .allMatch(seq -> seq % 3 != 2);
        assertThat(reports).extracting(StepReport::weightsHash).doesNotHaveDuplicates();
        assertThat(publishedHashes())
                .isEqualTo(reports.stream().map(StepReport::weightsHash).toList());
        assertThat(runStates()).last().isEqualTo(RunManifest.State.COMPLETED);
        List<RolloutRequest> requests = requests();
        assertThat(requests.stream().map(RolloutRequest::seq).sorted().toList())
                .isEqualTo(IntStream.range(0, requests.size())
                        .mapToObj(Long::valueOf)
                        .toList());
    }

    @Test
    void aLearnerThatLostItsFolderComesToTheSameBits() throws Exception {
        run(settings(10, 2e-3, false), 4);
        delete(folder.resolve("checkpoints"));
        run(settings(10, 2e-3, false), 7);
        run(settings(10, 2e-3, false), 10);

        List<StepReport> reports = reports();
        assertThat(reports)
                .extracting(StepReport::step)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(11);
        assertThat(reports).extracting(StepReport::divergence).containsOnlyNulls();
    }

    @Test
    void aRunWhoseLastStepIsOnTheLogIsCompletedByTheNextStart() throws Exception {
        run(settings(4, 2e-3, false), 4);
        assertThat(runStates()).containsExactly(RunManifest.State.RUNNING, RunManifest.State.COMPLETED);
        List<RunManifest> manifests = read(Topics.RUNS, CODECS.runManifests()::decode);
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            writer.write(OutgoingRecord.of(
                    Topics.RUNS.in(NAMES), "r1", CODECS.runManifests().encode(manifests.getFirst())));
        }

        Learner learner = new Learner(settings(4, 2e-3, false), torch, CODECS, InstantSource.system());
        Future<?> end = threads.submit(() -> {
            learner.run();
            return null;
        });
        Eventually.holds("the run is completed again", () -> runStates().getLast() == RunManifest.State.COMPLETED);
        learner.close();
        end.get();

        assertThat(runStates()).hasSize(4);
        assertThat(reports()).hasSize(5);
    }

    @Test
    void aCompletedRunGoesOnWithMoreStepsOnceItIsResumed() throws Exception {
        run(settings(3, 2e-3, false), 3);
        List<RunManifest> manifests = read(Topics.RUNS, CODECS.runManifests()::decode);
        assertThat(manifests).last().extracting(RunManifest::state).isEqualTo(RunManifest.State.COMPLETED);

        new Learner(exiting(settings(6, 1e-3, false)), torch, CODECS, InstantSource.system()).run();
        assertThat(reports()).hasSize(4);

        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            writer.write(OutgoingRecord.of(
                    Topics.RUNS.in(NAMES), "r1", CODECS.runManifests().encode(manifests.getFirst())));
        }
        run(settings(6, 1e-3, false), 6);

        assertThat(reports())
                .as("no step of before was run again at the new rate")
                .hasSize(7)
                .extracting(StepReport::divergence)
                .containsOnlyNulls();
        assertThat(runStates()).last().isEqualTo(RunManifest.State.COMPLETED);
    }

    @Test
    void aDamagedCheckpointIsPassedOver() throws Exception {
        run(settings(10, 2e-3, false), 5);
        Path newest;
        try (Stream<Path> entries = Files.list(folder.resolve("checkpoints").resolve("r1"))) {
            newest = entries.max(Comparator.naturalOrder()).orElseThrow();
        }
        Path weights = newest.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 5] ^= 0x10;
        Files.write(weights, bytes);

        run(settings(10, 2e-3, false), 10);

        assertThat(reports()).hasSize(11).extracting(StepReport::divergence).containsOnlyNulls();
    }

    @Test
    void stepsThatComeOutDifferentlyStopTheLearnerUnlessThatIsAccepted() throws Exception {
        run(settings(10, 2e-3, false), 3);
        delete(folder.resolve("checkpoints"));

        assertThatThrownBy(() -> run(settings(10, 1e-3, false), 5))
                .hasRootCauseInstanceOf(DivergedException.class)
                .hasRootCauseMessage("step 1 run again has other weights than the log says, first in tensor"
                        + " model.embed_tokens.weight. Start with learner.acceptDivergence=true to go on from the published weights, or restore a checkpoint of before"
                        + " step 1.");
        assertThat(reports()).hasSizeLessThan(10);

        run(settings(10, 1e-3, true), 10);
        List<StepReport> reports = reports();
        assertThat(reports)
                .extracting(StepReport::step)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(11);
        assertThat(reports.stream().filter(report -> report.divergence() != null))
                .hasSize(1);
    }

    /// Runs a learner until `steps` steps are on the log, and closes it.
    private void run(LearnerSettings settings, long steps) throws Exception {
        Learner learner = new Learner(settings, torch, CODECS, InstantSource.system());
        world.writtenBy(() -> learner.newest().map(StepReport::version).orElse(0L));
        Future<?> end = threads.submit(() -> {
            learner.run();
            return null;
        });
        while (learner.newest().filter(report -> report.step() >= steps).isEmpty() && !end.isDone()) {
            world.play(LOOK);
        }
        learner.close();
        try {
            end.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the learner failed", failure.getCause());
        }
    }

    private LearnerSettings settings(long steps, double rate, boolean acceptDivergence) {
        return new LearnerSettings(
                cluster,
                NAMES,
                new FeedSettings(
                        new RunId("r1"),
                        1,
                        4,
                        new Sampling(1, 1, 0, 1, 8, 0),
                        2,
                        2,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        3,
                        3),
                new TrainingSettings(
                        steps,
                        true,
                        new RateSchedule(rate, 0.1, 1, 100),
                        new Clip(0.2, 0.28, 10),
                        0.9,
                        0.99,
                        1e-8,
                        0,
                        1,
                        64,
                        16),
                new CommitPlan(2, 1),
                folder.resolve("model"),
                folder.resolve("checkpoints"),
                2,
                acceptDivergence,
                false,
                "test");
    }

    private static LearnerSettings exiting(LearnerSettings settings) {
        return new LearnerSettings(
                settings.cluster(),
                settings.names(),
                settings.feed(),
                settings.training(),
                settings.plan(),
                settings.model(),
                settings.folder(),
                settings.checkpointsKept(),
                settings.acceptDivergence(),
                true,
                settings.build());
    }

    private List<StepReport> reports() {
        return read(Topics.LEARNER_STEPS, CODECS.stepReports()::decode);
    }

    private List<RolloutRequest> requests() {
        return read(Topics.ROLLOUT_REQUESTS, CODECS.rolloutRequests()::decode);
    }

    private List<RunManifest.State> runStates() {
        return read(Topics.RUNS, body -> CODECS.runManifests().decode(body).state());
    }

    /// The hashes of the weights that were really published, from their blobs.
    private List<String> publishedHashes() throws InterruptedException {
        List<String> hashes = new ArrayList<>();
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            KafkaBlobStore store = new KafkaBlobStore(
                    cluster, Topics.WEIGHT_CHUNKS.in(NAMES), writer, CODECS.weightChunks(), PATIENCE);
            for (WeightManifest manifest : read(Topics.WEIGHTS, CODECS.weightManifests()::decode)) {
                WeightManifest.Blob weights = manifest.blobs().stream()
                        .filter(blob -> blob.role() == WeightManifest.Role.WEIGHTS)
                        .findFirst()
                        .orElseThrow();
                hashes.add(Sha256.of(store.get(weights)));
            }
        }
        return hashes;
    }

    private interface Decoding<T> {
        T of(byte[] body);
    }

    private <T> List<T> read(Topic topic, Decoding<T> decoding) {
        List<T> all = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(topic.in(NAMES)))) {
            reader.readToEnd(
                    PATIENCE,
                    (LogRecord record) -> all.add(decoding.of(record.body().orElseThrow())));
        }
        return all;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
