package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.NAMES;
import static io.toolstream.trajectories.stream.Plays.PROBLEM;
import static io.toolstream.trajectories.stream.Plays.answered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.Answer;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import io.toolstream.transport.log.TransactionalWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Cluster cluster = Cluster.at(broker.bootstrap());
    private final LogWriter writer = LogWriter.open(cluster, PATIENCE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTopicsAndTheAnswer() throws InterruptedException {
        make(4);
        write(OutgoingRecord.of(
                Topics.ANSWERS.in(NAMES), PROBLEM.value(), CODECS.answers().encode(new Answer(PROBLEM, "42"))));
    }

    @AfterEach
    void stop() {
        threads.close();
        writer.close();
        broker.close();
    }

    @Test
    void everyRequestEndsOnceThoughTheServiceIsStoppedInTheMiddleAndLosesItsDirectory() throws Exception {
        Instant now = InstantSource.system().instant();
        requests(LongStream.range(0, 20)
                .mapToObj(seq -> Plays.request(seq, 2, PROBLEM, now.plusSeconds(3600)))
                .toList());
        playFirstHalf(20);
        workUntil(
                "half of the samples are graded",
                ServiceProcess.service(broker.bootstrap(), folder.resolve("a")),
                () -> responses() == 20);
        assertThat(groups()).isEmpty();

        playSecondHalf(20);
        // Nobody plays this one, and its deadline has passed.
        requests(List.of(Plays.request(20, 2, PROBLEM, now.minusSeconds(3600))));
        workUntil(
                "all requests ended",
                ServiceProcess.service(broker.bootstrap(), folder.resolve("b")),
                () -> groups().size() == 21);
        eachEndedOnce(21);
        assertThat(groups()).extracting(TrajectoryGroup::outcome).containsOnly(Outcome.TRAINABLE, Outcome.FAILED);
        assertThat(responses()).isEqualTo(40);
        everyReferenceLeadsToItsTrajectory();
    }

    @Test
    void killingTheProcessAgainAndAgainLosesNothingAndDoublesNothing() throws Exception {
        Instant now = InstantSource.system().instant();
        requests(LongStream.range(0, 200)
                .mapToObj(seq -> Plays.request(seq, 2, PROBLEM, now.plusSeconds(3600)))
                .toList());
        playFirstHalf(200);
        Path directory = folder.resolve("state");
        for (int kill = 1; kill <= 3; kill++) {
            long ended = 50L * (kill - 1);
            Process service = ServiceProcess.start(broker.bootstrap(), directory);
            try {
                for (long group = ended; group < ended + 50; group++) {
                    play(answered(group, 1, 1, "1"));
                }
                Eventually.holds("some groups have ended", () -> groups().size() > ended);
            } finally {
                service.destroyForcibly().waitFor();
            }
        }
        for (long group = 150; group < 200; group++) {
            play(answered(group, 1, 1, "1"));
        }
        Process last = ServiceProcess.start(broker.bootstrap(), directory);
        try {
            Eventually.holds("all requests ended", () -> groups().size() >= 200);
            Eventually.holds("all responses are counted", () -> responses() >= 400);
        } finally {
            last.destroyForcibly().waitFor();
        }
        eachEndedOnce(200);
        assertThat(groups()).extracting(TrajectoryGroup::outcome).containsOnly(Outcome.TRAINABLE);
        assertThat(responses()).isEqualTo(400);
        everyReferenceLeadsToItsTrajectory();
    }

    @Test
    void aDeadlineIsNotHeldUpByAnAbortedTransactionThatARestartedServiceNeverSees() throws Exception {
        Instant now = InstantSource.system().instant();
        RolloutRequest request = Plays.request(0, 2, PROBLEM, now);
        requests(List.of(request));
        play(answered(0, 0, 1, "42"));
        workUntil(
                "the sample is graded",
                ServiceProcess.service(broker.bootstrap(), folder.resolve("a")),
                () -> responses() == 1);
        abortOneOf(Topics.ROLLOUT_REQUESTS, "0");
        InstantSource hourLater = () -> InstantSource.system().instant().plus(Duration.ofHours(1));
        workUntil(
                "the request ended",
                ServiceProcess.service(broker.bootstrap(), folder.resolve("b"), hourLater),
                () -> groups().size() == 1);
        assertThat(groups()).extracting(TrajectoryGroup::outcome).containsExactly(Outcome.PARTIAL);
    }

    @Test
    void anEvaluationWhoseGroupsAreInSeveralPartitionsEndsInOneReport() throws Exception {
        Instant now = InstantSource.system().instant();
        for (long seq = 0; seq < 40; seq++) {
            RolloutRequest request = Plays.evaluation(seq, 2, PROBLEM, 3, now);
            write(OutgoingRecord.of(
                    Topics.EVAL_REQUESTS.in(NAMES),
                    Long.toString(seq),
                    CODECS.rolloutRequests().encode(request)));
            play(Plays.evaluated(request, 0, 3, "42"));
            play(Plays.evaluated(request, 1, 3, seq < 10 ? "42" : "1"));
        }
        workUntil(
                "all problems are reported",
                ServiceProcess.service(broker.bootstrap(), folder.resolve("a")),
                () -> reports().stream().anyMatch(report -> report.problems() == 40));

        EvaluationReport last = reports().getLast();
        assertThat(last.mean()).isEqualTo(50.0 / 80);
        assertThat(last.best()).isEqualTo(1);
        assertThat(last.majority()).isEqualTo(25.0 / 40);
        assertThat(last.parts()).containsEntry("missing", 0.0).containsEntry("trajectories", 80.0);
        assertThat(groups()).isEmpty();
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

    private void make(int partitions) throws InterruptedException {
        List<TopicDeclaration> topics = new ArrayList<>();
        for (Topic topic : Topics.ALL) {
            topics.add(
                    new TopicDeclaration(topic.in(NAMES), topic.fixed() ? 1 : partitions, (short) 1, topic.settings()));
        }
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(topics);
        }
    }

    private void abortOneOf(Topic topic, String key) throws Exception {
        Map<String, Object> properties = cluster.properties();
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

    private void workUntil(String what, TrajectoryService service, Eventually.Condition condition) throws Exception {
        Future<?> ran;
        try (service) {
            ran = threads.submit(() -> {
                service.run();
                return null;
            });
            Eventually.holds(what, condition);
        }
        ran.get();
    }

    private void requests(List<RolloutRequest> requests) {
        try (TransactionalWriter learner = TransactionalWriter.open(cluster, "learner", PATIENCE)) {
            learner.commit(requests.stream()
                    .map(request -> OutgoingRecord.of(
                            Topics.ROLLOUT_REQUESTS.in(NAMES),
                            Long.toString(request.seq()),
                            CODECS.rolloutRequests().encode(request)))
                    .toList());
        }
    }

    private void playFirstHalf(long groups) throws InterruptedException {
        for (long group = 0; group < groups; group++) {
            play(answered(group, 0, 1, "42"));
        }
    }

    private void playSecondHalf(long groups) throws InterruptedException {
        for (long group = 0; group < groups; group++) {
            play(answered(group, 1, 1, "1"));
        }
    }

    private void play(Trajectory trajectory) throws InterruptedException {
        write(OutgoingRecord.of(
                Topics.TRAJECTORIES.in(NAMES),
                Long.toString(trajectory.groupId()),
                CODECS.trajectories().encode(trajectory)));
    }

    private void write(OutgoingRecord record) throws InterruptedException {
        writer.write(record);
    }

    private void eachEndedOnce(long requests) {
        assertThat(groups())
                .extracting(TrajectoryGroup::groupId)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, requests).boxed().toList());
    }

    private void everyReferenceLeadsToItsTrajectory() {
        Map<LogPosition, LogRecord> log = new HashMap<>();
        on(Topics.TRAJECTORIES)
                .forEach(record -> log.put(new LogPosition(record.partition(), record.offset()), record));
        for (TrajectoryGroup group : groups()) {
            for (GroupMember member : group.members()) {
                TopicPartition partition = new TopicPartition(Topics.TRAJECTORIES.in(NAMES), member.partition());
                assertThat(log)
                        .extractingByKey(new LogPosition(partition, member.offset()))
                        .satisfies(record -> assertThat(CODECS.trajectories()
                                        .decode(record.body().orElseThrow())
                                        .trajectoryId())
                                .isEqualTo(member.trajectoryId()));
            }
        }
    }

    private List<TrajectoryGroup> groups() {
        return on(Topics.TRAJECTORY_GROUPS).stream()
                .map(record -> CODECS.trajectoryGroups().decode(record.body().orElseThrow()))
                .toList();
    }

    private List<EvaluationReport> reports() {
        return on(Topics.EVALUATIONS).stream()
                .map(record -> CODECS.evaluationReports().decode(record.body().orElseThrow()))
                .toList();
    }

    private long responses() {
        Map<String, BehaviourReport> newest = new TreeMap<>();
        on(Topics.BEHAVIOUR)
                .forEach(record -> newest.put(
                        record.keyText(),
                        CODECS.behaviourReports().decode(record.body().orElseThrow())));
        return newest.values().stream().mapToLong(BehaviourReport::responses).sum();
    }

    private List<LogRecord> on(Topic topic) {
        List<LogRecord> records = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(topic.in(NAMES)))) {
            reader.readToEnd(PATIENCE, records::add);
        }
        return records;
    }
}
