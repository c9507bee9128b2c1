package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.NAMES;
import static io.toolstream.trajectories.stream.Plays.PROBLEM;
import static io.toolstream.trajectories.stream.Plays.answered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The service against a real broker; each test has a broker of its own, because the run has one name.
@Timeout(180)
class TrajectoryServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ServiceRun run = new ServiceRun();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTopicsAndTheAnswer() throws InterruptedException {
        run.makeTopicsAndTheAnswer();
    }

    @AfterEach
    void stop() {
        run.close();
    }

    @Test
    void everyRequestEndsOnceThoughTheServiceIsStoppedInTheMiddleAndLosesItsDirectory() throws Exception {
        Instant now = InstantSource.system().instant();
        run.request(LongStream.range(0, 20)
                .mapToObj(seq -> Plays.request(seq, 2, PROBLEM, now.plusSeconds(3600)))
                .toList());
        playFirstHalf(20);
        run.workUntil(
                "half of the samples are graded",
                ServiceProcess.service(run.bootstrap(), folder.resolve("a")),
                () -> run.responses() == 20);
        assertThat(run.groups()).isEmpty();

        playSecondHalf(20);
        // Nobody plays this one, and its deadline has passed.
        run.request(List.of(Plays.request(20, 2, PROBLEM, now.minusSeconds(3600))));
        run.workUntil(
                "all requests ended",
                ServiceProcess.service(run.bootstrap(), folder.resolve("b")),
                () -> run.groups().size() == 21);
        eachEndedOnce(21);
        assertThat(run.groups()).extracting(TrajectoryGroup::outcome).containsOnly(Outcome.TRAINABLE, Outcome.FAILED);
        assertThat(run.responses()).isEqualTo(40);
        everyReferenceLeadsToItsTrajectory();
    }

    @Test
    void killingTheProcessAgainAndAgainLosesNothingAndDoublesNothing() throws Exception {
        Instant now = InstantSource.system().instant();
        run.request(LongStream.range(0, 200)
                .mapToObj(seq -> Plays.request(seq, 2, PROBLEM, now.plusSeconds(3600)))
                .toList());
        playFirstHalf(200);
        Path directory = folder.resolve("state");
        for (int kill = 1; kill <= 3; kill++) {
            long ended = 50L * (kill - 1);
            Process service = ServiceProcess.start(run.bootstrap(), directory);
            try {
                for (long group = ended; group < ended + 50; group++) {
                    run.play(answered(group, 1, 1, "1"));
                }
                Eventually.holds("some groups have ended", () -> run.groups().size() > ended);
            } finally {
                service.destroyForcibly().waitFor();
            }
        }
        for (long group = 150; group < 200; group++) {
            run.play(answered(group, 1, 1, "1"));
        }
        Process last = ServiceProcess.start(run.bootstrap(), directory);
        try {
            Eventually.holds("all requests ended", () -> run.groups().size() >= 200);
            Eventually.holds("all responses are counted", () -> run.responses() >= 400);
        } finally {
            last.destroyForcibly().waitFor();
        }
        eachEndedOnce(200);
        assertThat(run.groups()).extracting(TrajectoryGroup::outcome).containsOnly(Outcome.TRAINABLE);
        assertThat(run.responses()).isEqualTo(400);
        everyReferenceLeadsToItsTrajectory();
    }

    @Test
    void aDeadlineIsNotHeldUpByAnAbortedTransactionThatARestartedServiceNeverSees() throws Exception {
        Instant now = InstantSource.system().instant();
        RolloutRequest request = Plays.request(0, 2, PROBLEM, now);
        run.request(List.of(request));
        run.play(answered(0, 0, 1, "42"));
        run.workUntil(
                "the sample is graded",
                ServiceProcess.service(run.bootstrap(), folder.resolve("a")),
                () -> run.responses() == 1);
        abortOneOf(Topics.ROLLOUT_REQUESTS, "0");
        InstantSource hourLater = () -> InstantSource.system().instant().plus(Duration.ofHours(1));
        run.workUntil(
                "the request ended",
                ServiceProcess.service(run.bootstrap(), folder.resolve("b"), hourLater),
                () -> run.groups().size() == 1);
        assertThat(run.groups()).extracting(TrajectoryGroup::outcome).containsExactly(Outcome.PARTIAL);
    }

    @Test
    void anEvaluationWhoseGroupsAreInSeveralPartitionsEndsInOneReport() throws Exception {
        Instant now = InstantSource.system().instant();
        for (long seq = 0; seq < 40; seq++) {
            RolloutRequest request = Plays.evaluation(seq, 2, PROBLEM, 3, now);
            run.evaluate(request);
            run.play(Plays.evaluated(request, 0, 3, "42"));
            run.play(Plays.evaluated(request, 1, 3, seq < 10 ? "42" : "1"));
        }
        run.workUntil(
                "all problems are reported",
                ServiceProcess.service(run.bootstrap(), folder.resolve("a")),
                () -> run.evaluations().stream().anyMatch(report -> report.problems() == 40));

        EvaluationReport last = run.evaluations().getLast();
        assertThat(last.mean()).isEqualTo(50.0 / 80);
        assertThat(last.best()).isEqualTo(1);
        assertThat(last.majority()).isEqualTo(25.0 / 40);
        assertThat(last.parts()).containsEntry("missing", 0.0).containsEntry("trajectories", 80.0);
        assertThat(run.groups()).isEmpty();
    }

    @Test
    void inputsWithDifferentNumbersOfPartitionsAreRefused() throws InterruptedException {
        try (EmbeddedBroker other = EmbeddedBroker.start();
                TopicAdmin admin = TopicAdmin.open(Cluster.at(other.bootstrap()), PATIENCE)) {
            admin.apply(List.of(
                    TopicDeclaration.of(Topics.SCHEMAS.in(NAMES), 1),
                    TopicDeclaration.of(Topics.ROLLOUT_REQUESTS.in(NAMES), 1),
                    TopicDeclaration.of(Topics.EVAL_REQUESTS.in(NAMES), 1),
                    TopicDeclaration.of(Topics.TRAJECTORIES.in(NAMES), 2)));
            try (TrajectoryService service = ServiceProcess.service(other.bootstrap(), folder.resolve("c"))) {
                assertThatThrownBy(service::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("they must have the same number");
            }
        }
    }

    private void abortOneOf(Topic topic, String key) throws Exception {
        Map<String, Object> properties = run.cluster().properties();
        properties.put("transactional.id", "aborting");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic.in(NAMES), key.getBytes(UTF_8), new byte[1]))
                    .get();
            producer.abortTransaction();
        }
    }

    private void playFirstHalf(long groups) throws InterruptedException {
        for (long group = 0; group < groups; group++) {
            run.play(answered(group, 0, 1, "42"));
        }
    }

    private void playSecondHalf(long groups) throws InterruptedException {
        for (long group = 0; group < groups; group++) {
            run.play(answered(group, 1, 1, "1"));
        }
    }

    private void eachEndedOnce(long requests) {
        assertThat(run.groups())
                .extracting(TrajectoryGroup::groupId)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, requests).boxed().toList());
    }

    private void everyReferenceLeadsToItsTrajectory() {
        Map<LogPosition, LogRecord> log = new HashMap<>();
        run.on(Topics.TRAJECTORIES)
                .forEach(record -> log.put(new LogPosition(record.partition(), record.offset()), record));
        for (TrajectoryGroup group : run.groups()) {
            for (GroupMember member : group.members()) {
                TopicPartition partition = new TopicPartition(Topics.TRAJECTORIES.in(NAMES), member.partition());
                assertThat(log)
                        .extractingByKey(new LogPosition(partition, member.offset()))
                        .satisfies(record -> assertThat(
                                        run.trajectory(record.body().orElseThrow())
                                                .trajectoryId())
                                .isEqualTo(member.trajectoryId()));
            }
        }
    }
}
