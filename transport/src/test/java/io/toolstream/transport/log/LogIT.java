package io.toolstream.transport.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.transport.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LogIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final EmbeddedBroker BROKER = EmbeddedBroker.start();
    private static final Cluster CLUSTER = Cluster.at(BROKER.bootstrap());

    @BeforeAll
    static void makeTopics() throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.open(CLUSTER, PATIENCE)) {
            admin.apply(List.of(
                    TopicDeclaration.of("steps", 1),
                    TopicDeclaration.of("manifests", 1),
                    TopicDeclaration.of("fenced", 1),
                    TopicDeclaration.of("open", 1),
                    TopicDeclaration.of("trimmed", 1),
                    TopicDeclaration.of("durable", 3),
                    TopicDeclaration.of("twice", 2)));
        }
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void aCommitOverTwoTopicsIsReadWholeAndInOrder() {
        List<OutgoingRecord> records = new ArrayList<>();
        for (int index = 0; index < 500; index++) {
            records.add(OutgoingRecord.of(index % 2 == 0 ? "steps" : "manifests", "k" + index, bytes("v" + index)));
        }
        try (TransactionalWriter writer = TransactionalWriter.open(CLUSTER, "learner-a", PATIENCE)) {
            List<LogPosition> places = writer.commit(records);
            assertThat(places.get(0)).isEqualTo(new LogPosition(new TopicPartition("steps", 0), 0));
            assertThat(places.get(499)).isEqualTo(new LogPosition(new TopicPartition("manifests", 0), 249));
        }
        List<String> steps = everything("steps");
        assertThat(steps)
                .isEqualTo(IntStream.range(0, 250).mapToObj(i -> "v" + 2 * i).toList());
        assertThat(everything("manifests")).hasSize(250);
    }

    @Test
    void aSecondWriterFencesTheFirst() {
        try (TransactionalWriter zombie = TransactionalWriter.open(CLUSTER, "learner-b", PATIENCE)) {
            zombie.commit(List.of(OutgoingRecord.of("fenced", "1", bytes("before"))));
            try (TransactionalWriter successor = TransactionalWriter.open(CLUSTER, "learner-b", PATIENCE)) {
                assertThatThrownBy(() -> zombie.commit(List.of(OutgoingRecord.of("fenced", "2", bytes("zombie")))))
                        .isInstanceOf(FencedException.class)
                        .hasMessageContaining("learner-b");
                successor.commit(List.of(OutgoingRecord.of("fenced", "2", bytes("after"))));
            }
        }
        assertThat(everything("fenced")).containsExactly("before", "after");
    }

    @Test
    void whatACrashedWriterLeftOpenIsNeverReadAndItsSuccessorIsNotHeldUp() throws Exception {
        Map<String, Object> properties = LogWriter.producerProperties(CLUSTER, PATIENCE);
        properties.put("transactional.id", "learner-c");
        KafkaProducer<byte[], byte[]> crashed =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        crashed.initTransactions();
        crashed.beginTransaction();
        crashed.send(new ProducerRecord<>("open", bytes("k"), bytes("never"))).get();
        try (TransactionalWriter successor = TransactionalWriter.open(CLUSTER, "learner-c", PATIENCE)) {
            successor.commit(List.of(OutgoingRecord.of("open", "k", bytes("committed"))));
        }
        assertThat(everything("open")).containsExactly("committed");
        crashed.close(Duration.ZERO);
    }

    @Test
    void aRangeCrossesTheMarkersOfTransactions() throws InterruptedException {
        try (TransactionalWriter writer = TransactionalWriter.open(CLUSTER, "ranges", PATIENCE);
                TopicAdmin admin = TopicAdmin.open(CLUSTER, PATIENCE)) {
            admin.apply(List.of(TopicDeclaration.of("ranges", 1)));
            for (int index = 0; index < 5; index++) {
                writer.commit(List.of(OutgoingRecord.of("ranges", "k", bytes("v" + index))));
            }
        }
        TopicPartition partition = new TopicPartition("ranges", 0);
        // Each commit takes two offsets: its record's and its marker's.
        assertThat(LogReader.range(CLUSTER, partition, 2, 6, PATIENCE))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("v1", "v2");
        assertThat(LogReader.range(CLUSTER, partition, 4, 4, PATIENCE)).isEmpty();
        try (LogReader reader = LogReader.fromEnd(CLUSTER, List.of("ranges"))) {
            assertThat(reader.positions()).containsExactly(Map.entry(partition, 10L));
        }
    }

    @Test
    void aPositionThatRetentionRemovedIsAnErrorAndNotAGap() throws Exception {
        TopicPartition partition = new TopicPartition("trimmed", 0);
        try (LogWriter writer = LogWriter.open(CLUSTER, PATIENCE);
                Admin admin = Admin.create(CLUSTER.properties())) {
            for (int index = 0; index < 5; index++) {
                writer.write(OutgoingRecord.of("trimmed", "k", bytes("v" + index)));
            }
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
        }
        assertThatThrownBy(() -> LogReader.range(CLUSTER, partition, 1, 5, PATIENCE))
                .isInstanceOf(LogTrimmedException.class)
                .hasMessageContaining("trimmed-0");
        assertThat(everything("trimmed")).containsExactly("v3", "v4");
    }

    @Test
    void anEndThatNeverComesIsGivenUp() {
        TopicPartition partition = new TopicPartition("twice", 0);
        assertThatThrownBy(() -> LogReader.range(CLUSTER, partition, 0, 1, Duration.ofMillis(600)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("twice-0");
    }

    @Test
    void applyingAgainChangesNothingAndAnotherPartitionCountIsRefused() throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.open(CLUSTER, PATIENCE)) {
            admin.apply(List.of(TopicDeclaration.of("twice", 2)));
            assertThatThrownBy(() -> admin.apply(List.of(TopicDeclaration.of("twice", 4))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("topic twice has 2 partitions, declared are 4");
        }
    }

    @Test
    void aTopicThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> LogReader.fromBeginning(CLUSTER, List.of("absent")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic absent does not exist");
    }

    @Test
    void acknowledgedRecordsOutliveTheBroker() throws InterruptedException {
        try (LogWriter writer = LogWriter.open(CLUSTER, PATIENCE)) {
            for (int index = 0; index < 100; index++) {
                writer.write(OutgoingRecord.of("durable", "k" + index, bytes("v" + index)));
            }
            BROKER.restart();
            writer.write(OutgoingRecord.of("durable", "k100", bytes("v100")));
        }
        assertThat(everything("durable"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 101).mapToObj(i -> "v" + i).toList());
    }

    private static List<String> everything(String topic) {
        List<String> values = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(CLUSTER, List.of(topic))) {
            reader.readToEnd(PATIENCE, record -> values.add(new String(record.value(), UTF_8)));
        }
        return values;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
