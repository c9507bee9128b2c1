package io.toolstream.app.account;

import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import io.toolstream.transport.log.TransactionalWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A [SmallRun] written by hand to the topics of a real broker, so that it can also be written wrongly.
public final class RunOnTopics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());
    private static final int GROUPS = 3;

    private final Names names;
    private final Cluster cluster;
    private final LogWriter writer;
    private final TransactionalWriter service;
    private final TransactionalWriter learner;
    private final List<TrainedGroup> ended = new ArrayList<>();

    private RunOnTopics(Names names, Cluster cluster) {
        this.names = names;
        this.cluster = cluster;
        this.writer = LogWriter.open(cluster, PATIENCE);
        this.service = TransactionalWriter.open(cluster, names.run() + ".service", PATIENCE);
        this.learner = TransactionalWriter.open(cluster, names.run() + ".learner", PATIENCE);
    }

    /// Makes the topics of a run, with trajectories and requests in two partitions.
    public static RunOnTopics make(String bootstrap, String run) throws InterruptedException {
        Names names = new Names(run, "sandbox", "none");
        Cluster cluster = Cluster.at(bootstrap);
        List<TopicDeclaration> topics = new ArrayList<>();
        for (Topic topic : Topics.ALL) {
            topics.add(new TopicDeclaration(topic.in(names), topic.fixed() ? 1 : 2, (short) 1, topic.settings()));
        }
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(topics);
        }
        return new RunOnTopics(names, cluster);
    }

    /// Version 0, then three requests, two trajectories each, and the group that each ends in.
    public void play() throws InterruptedException {
        commitStep(SmallRun.step(0, 0, 0));
        for (long seq = 0; seq < GROUPS; seq++) {
            learner.commit(List.of(requestRecord(SmallRun.request(seq))));
            List<Played> members = new ArrayList<>();
            for (int sample = 0; sample < SmallRun.SAMPLES; sample++) {
                members.add(write(seq, sample));
            }
            LogPosition position = service.commit(List.of(OutgoingRecord.of(
                            Topics.TRAJECTORY_GROUPS.in(names),
                            Long.toString(seq),
                            CODECS.trajectoryGroups()
                                    .encode(SmallRun.group(seq, Outcome.TRAINABLE, members.toArray(Played[]::new))))))
                    .getFirst();
            ended.add(new TrainedGroup(seq, position.offset()));
        }
    }

    /// Step 1 trains the first two groups.
    public void train() {
        commitStep(first(1));
    }

    /// Step 2 trains them again.
    public void trainAgain() {
        commitStep(first(2));
    }

    /// A step whose transaction is aborted.
    public void abortAnotherStep() throws Exception {
        Map<String, Object> properties = cluster.properties();
        properties.put("transactional.id", names.run() + ".aborting");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(
                            Topics.LEARNER_STEPS.in(names),
                            null,
                            CODECS.stepReports().encode(first(2))))
                    .get();
            producer.abortTransaction();
        }
    }

    /// A request that has just been issued.
    public void requestNow(long seq) {
        request(seq, InstantSource.system().instant());
    }

    /// A request whose deadline has passed for long.
    public void requestLongAgo(long seq) {
        request(seq, SmallRun.START);
    }

    private void request(long seq, Instant issued) {
        learner.commit(List.of(requestRecord(SmallRun.request(seq, 1, List.of(0, 1), issued))));
    }

    /// A trajectory that does not decode.
    public void writeGarbage() throws InterruptedException {
        write(Topics.TRAJECTORIES, "2", "garbage");
    }

    /// A record with `text` on a topic where nobody expects it.
    public void leak(String text) throws InterruptedException {
        write(Topics.BEHAVIOUR, "1", "xx" + text + "yy");
    }

    private void write(Topic topic, String key, String text) throws InterruptedException {
        writer.write(OutgoingRecord.of(topic.in(names), key, text.getBytes(StandardCharsets.UTF_8)));
    }

    private Played write(long seq, int sample) throws InterruptedException {
        byte[] value = CODECS.trajectories().encode(SmallRun.trajectory(seq, sample, "is 42"));
        LogPosition position =
                writer.write(OutgoingRecord.of(Topics.TRAJECTORIES.in(names), Long.toString(seq), value));
        return new Played(
                SmallRun.id(seq, sample, 1),
                seq,
                sample,
                1,
                Purpose.TRAINING,
                true,
                new Played.Place(position.partition().partition(), position.offset()),
                HexFormat.of().formatHex(sha256(value)),
                0);
    }

    private static byte[] sha256(byte[] value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }

    private StepReport first(long step) {
        return SmallRun.step(step, step, ended.get(1).offset() + 1, ended.get(0), ended.get(1));
    }

    private void commitStep(StepReport report) {
        learner.commit(List.of(
                OutgoingRecord.of(
                        Topics.WEIGHTS.in(names),
                        Long.toString(report.version()),
                        CODECS.weightManifests().encode(SmallRun.manifest(report.version()))),
                OutgoingRecord.of(
                        Topics.LEARNER_STEPS.in(names),
                        Long.toString(report.step()),
                        CODECS.stepReports().encode(report))));
    }

    private OutgoingRecord requestRecord(RolloutRequest request) {
        return OutgoingRecord.of(
                Topics.ROLLOUT_REQUESTS.in(names),
                Long.toString(request.seq()),
                CODECS.rolloutRequests().encode(request));
    }

    @Override
    public void close() {
        learner.close();
        service.close();
        writer.close();
    }
}
