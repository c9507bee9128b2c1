package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.app.run.DeclaredRuns;
import io.toolstream.learner.commit.CommitPlan;
import io.toolstream.learner.feed.FeedSettings;
import io.toolstream.learner.program.Learner;
import io.toolstream.learner.program.LearnerSettings;
import io.toolstream.learner.program.TrainingSettings;
import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.policy.model.Clip;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command against a real broker, and the learner that reads what it wrote. Ring: full.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunsCommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path CHECKPOINTS = Path.of(System.getenv("TOOLSTREAM_ROOT"), "app", "checkpoints");

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedBroker broker;

    @BeforeAll
    void start(@TempDir Path files) throws IOException {
        broker = EmbeddedBroker.start();
        Path file = Files.writeString(files.resolve("own.jsonl"), """
                {"question": "What is 2+3?", "answer": "5"}
                {"question": "7*8?", "answer": "56"}
                """);
        Ran ran = Ran.command("data", "import", file.toString(), "--as", "own", "--bootstrap", broker.bootstrap());
        assertThat(ran.code()).as(ran.err()).isZero();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Test
    void aRunOnImportedProblemsIsDeclaredOnceAndItsLearnerTakesItUp() throws Exception {
        Ran first = declare("r1", "own", "cold-start");
        Ran second = declare("r1", "own", "cold-start");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(json(first).get("declared").asBoolean()).isTrue();
        assertThat(json(first).get("problems").asInt()).isEqualTo(2);
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(json(second).get("declared").asBoolean()).isFalse();
        assertThat(run("r1").state()).isEqualTo(RunManifest.State.RUNNING);
        assertThat(run("r1").settings()).containsEntry("learner.steps", "3").doesNotContainKey("kafka.bootstrap");
        assertThat(run("r1").datasetHash()).isEqualTo(hashOfTheRecords("own.problems"));

        assertThat(reportOfTheLearnersFirstStand("r1", "own").version()).isZero();
        assertThat(step("r1")).isZero();
    }

    @Test
    void anotherModelAndOtherSettingsAreRefusedUnderADeclaredName() throws Exception {
        assertThat(declare("r2", "own", "cold-start").code()).isZero();
        RunManifest before = run("r2");

        Ran model = declare("r2", "own", "base");
        Ran settings = declare("r2", "own", "cold-start", "learner.samples=4");

        assertThat(model.code()).isEqualTo(2);
        assertThat(model.err())
                .hasLineCount(1)
                .contains("run r2 is declared already", "learner.model has other weights");
        assertThat(settings.code()).isEqualTo(2);
        assertThat(settings.err()).hasLineCount(1).contains("learner.samples is 4, declared 8");
        assertThat(run("r2")).isEqualTo(before);
    }

    @Test
    void aDataSetWithoutProblemsIsRefusedAndNothingIsMade() throws Exception {
        Ran ran = declare("r3", "nowhere", "cold-start");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .hasLineCount(1)
                .contains("nowhere.problems is not there", "toolstream data import FILE --as nowhere");
        try (TopicAdmin admin = TopicAdmin.open(Cluster.at(broker.bootstrap()), PATIENCE)) {
            assertThat(admin.sizes(List.of("nowhere.problems", "r3.weights"))).isEmpty();
        }
    }

    @Test
    void whatARunIsCalledHasToBeSaid() {
        Ran ran = Ran.command("runs", "declare", "--bootstrap", broker.bootstrap(), "run.id=r4");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).hasLineCount(1).contains("run.pool, run.dataset, learner.model is not set");
    }

    @Test
    void aCompletedRunIsResumedWithMoreSteps() throws Exception {
        assertThat(declare("r5", "own", "cold-start").code()).isZero();
        RunManifest run = run("r5");
        new DeclaredRuns(Cluster.at(broker.bootstrap()), PATIENCE)
                .write(new RunManifest(
                        run.runId(),
                        RunManifest.State.COMPLETED,
                        run.settings(),
                        run.codeVersion(),
                        run.policy(),
                        run.dataset(),
                        run.datasetHash(),
                        null,
                        null,
                        run.created(),
                        Instant.now()));

        Ran resumed = Ran.command("runs", "resume", "--run", "r5", "--steps", "9", "--bootstrap", broker.bootstrap());

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(run("r5").state()).isEqualTo(RunManifest.State.RUNNING);
        assertThat(run("r5").settings()).containsEntry("learner.steps", "9");
        Ran absent = Ran.command("runs", "resume", "--run", "none", "--bootstrap", broker.bootstrap());
        assertThat(absent.code()).isEqualTo(2);
        assertThat(absent.err()).contains("run none is not declared");
    }

    private Ran declare(String run, String dataset, String model, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "runs",
                "declare",
                "--bootstrap",
                broker.bootstrap(),
                "--json",
                "run.id=" + run,
                "run.pool=p",
                "run.dataset=" + dataset,
                "learner.model=" + CHECKPOINTS.resolve(model),
                "learner.steps=3"));
        arguments.addAll(List.of(more));
        return Ran.command(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Ran ran) throws IOException {
        return new ObjectMapper().readTree(ran.out());
    }

    private RunManifest run(String run) {
        return new DeclaredRuns(Cluster.at(broker.bootstrap()), PATIENCE)
                .find(new RunId(run))
                .orElseThrow();
    }

    /// As `runs list` tells it.
    private long step(String run) throws IOException {
        for (JsonNode one : json(Ran.command("runs", "list", "--bootstrap", broker.bootstrap(), "--json"))
                .get("runs")) {
            if (one.get("run").asText().equals(run)) {
                return one.get("step").asLong(-1);
            }
        }
        throw new AssertionError(run + " is not listed");
    }

    /// SHA-256 of the bytes on the topic, in the order of the keys.
    private String hashOfTheRecords(String topic) throws Exception {
        TreeMap<String, byte[]> records = new TreeMap<>();
        try (LogReader reader = LogReader.fromBeginning(Cluster.at(broker.bootstrap()), List.of(topic))) {
            reader.readToEnd(
                    PATIENCE,
                    (LogRecord record) ->
                            records.put(record.keyText(), record.body().orElseThrow()));
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        records.values().forEach(digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    private StepReport reportOfTheLearnersFirstStand(String run, String dataset) throws Exception {
        try (DjlTorch torch = new DjlTorch();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Learner learner = new Learner(
                    settings(new Names(run, "p", dataset)),
                    torch,
                    Codecs.with(SchemaSource.none()),
                    InstantSource.system());
            Future<?> end = thread.submit(() -> {
                learner.run();
                return null;
            });
            try {
                Eventually.holds(
                        "the learner stands or fails", () -> learner.newest().isPresent() || end.isDone());
            } finally {
                learner.close();
            }
            end.get();
            return learner.newest().orElseThrow();
        }
    }

    private LearnerSettings settings(Names names) {
        return new LearnerSettings(
                Cluster.at(broker.bootstrap()),
                names,
                new FeedSettings(
                        new RunId(names.run()),
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
                        3,
                        false,
                        new RateSchedule(2e-4, 0.1, 5, 3),
                        new Clip(0.2, 0.28, 10),
                        0.9,
                        0.99,
                        1e-8,
                        0,
                        1,
                        4_096,
                        256),
                new CommitPlan(10, 1),
                CHECKPOINTS.resolve("cold-start"),
                folder.resolve("learner"),
                2,
                false,
                false,
                "test");
    }
}
