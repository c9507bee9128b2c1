package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.NAMES;
import static io.toolstream.trajectories.stream.Plays.PROBLEM;

import io.toolstream.schemas.Answer;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import io.toolstream.transport.log.TransactionalWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// A run on a broker of its own: what the other programs would write, and what the service has written.
final class ServiceRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Codecs codecs = Codecs.with(SchemaSource.none());
    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Cluster cluster = Cluster.at(broker.bootstrap());
    private final LogWriter writer = LogWriter.open(cluster, PATIENCE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable LogReader newGroups;

    String bootstrap() {
        return broker.bootstrap();
    }

    Cluster cluster() {
        return cluster;
    }

    /// Four partitions of each topic that may have several, and 42 as the answer to the problem.
    void makeTopicsAndTheAnswer() throws InterruptedException {
        List<TopicDeclaration> topics = new ArrayList<>();
        for (Topic topic : Topics.ALL) {
            topics.add(new TopicDeclaration(topic.in(NAMES), topic.fixed() ? 1 : 4, (short) 1, topic.settings()));
        }
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(topics);
        }
        write(Topics.ANSWERS, PROBLEM.value(), codecs.answers().encode(new Answer(PROBLEM, "42")));
    }

    /// As the learner does it, in one transaction.
    void request(List<RolloutRequest> requests) {
        try (TransactionalWriter learner = TransactionalWriter.open(cluster, "learner", PATIENCE)) {
            learner.commit(requests.stream()
                    .map(request -> OutgoingRecord.of(
                            Topics.ROLLOUT_REQUESTS.in(NAMES), Long.toString(request.seq()), bytes(request)))
                    .toList());
        }
    }

    void evaluate(RolloutRequest request) throws InterruptedException {
        write(Topics.EVAL_REQUESTS, Long.toString(request.seq()), bytes(request));
    }

    void play(Trajectory trajectory) throws InterruptedException {
        write(Topics.TRAJECTORIES, Long.toString(trajectory.groupId()), bytes(trajectory));
    }

    private void write(Topic topic, String key, byte[] value) throws InterruptedException {
        writer.write(OutgoingRecord.of(topic.in(NAMES), key, value));
    }

    /// Runs `service` until `condition` holds, and lets it end in good order.
    void workUntil(String what, TrajectoryService service, Eventually.Condition condition) throws Exception {
        Future<?> ran;
        try (service) {
            ran = inBackground(service);
            Eventually.holds(what, condition);
        }
        ran.get();
    }

    Future<?> inBackground(TrajectoryService service) {
        return threads.submit(() -> {
            service.run();
            return null;
        });
    }

    byte[] bytes(RolloutRequest request) {
        return codecs.rolloutRequests().encode(request);
    }

    byte[] bytes(Trajectory trajectory) {
        return codecs.trajectories().encode(trajectory);
    }

    Trajectory trajectory(byte[] bytes) {
        return codecs.trajectories().decode(bytes);
    }

    List<TrajectoryGroup> groups() {
        return on(Topics.TRAJECTORY_GROUPS).stream()
                .map(record -> codecs.trajectoryGroups().decode(record.body().orElseThrow()))
                .toList();
    }

    /// How many groups have come since the last call.
    int groupsSinceLast() {
        LogReader reader = newGroups;
        if (reader == null) {
            reader = LogReader.fromBeginning(cluster, List.of(Topics.TRAJECTORY_GROUPS.in(NAMES)));
            newGroups = reader;
        }
        return reader.poll(Duration.ofMillis(20)).size();
    }

    List<EvaluationReport> evaluations() {
        return on(Topics.EVALUATIONS).stream()
                .map(record -> codecs.evaluationReports().decode(record.body().orElseThrow()))
                .toList();
    }

    /// The newest report of each version.
    List<BehaviourReport> behaviour() {
        Map<String, BehaviourReport> newest = new TreeMap<>();
        on(Topics.BEHAVIOUR)
                .forEach(record -> newest.put(
                        record.keyText(),
                        codecs.behaviourReports().decode(record.body().orElseThrow())));
        return List.copyOf(newest.values());
    }

    long responses() {
        return behaviour().stream().mapToLong(BehaviourReport::responses).sum();
    }

    long superseded() {
        return behaviour().stream().mapToLong(BehaviourReport::superseded).sum();
    }

    List<LogRecord> on(Topic topic) {
        List<LogRecord> records = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(topic.in(NAMES)))) {
            reader.readToEnd(PATIENCE, records::add);
        }
        return records;
    }

    @Override
    public void close() {
        threads.close();
        writer.close();
        if (newGroups != null) {
            newGroups.close();
        }
        broker.close();
    }
}
