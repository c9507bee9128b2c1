package io.toolstream.trajectories.lag;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.GroupDeclaration;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The queues of a run on a real broker.
@Timeout(120)
class QueueWatchIT {
    private static final Names NAMES = new Names("run-1", "pool", "gsm");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InstantSource HOUR_LATER =
            () -> InstantSource.system().instant().plus(Duration.ofHours(1));

    @Test
    void aQueueTellsWhatIsLeftHowOldItIsAndWhoWorks() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            declare(cluster);
            try (QueueWatch watch = QueueWatch.open(cluster, NAMES, PATIENCE, HOUR_LATER)) {
                assertThat(watch.look())
                        .hasSize(3)
                        .allSatisfy(queue ->
                                assertThat(queue).isEqualTo(new QueueLag(queue.group(), queue.topic(), 0, 0, null, 0)));

                write(cluster, 5);
                QueueLag waiting = code(watch);
                assertThat(waiting.backlog()).isEqualTo(5);
                assertThat(waiting.lanes()).isZero();
                assertThat(waiting.oldestAge()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));

                workOff(cluster, watch);
            }
        }
    }

    private static void workOff(Cluster cluster, QueueWatch watch) throws InterruptedException {
        Map<String, Object> properties = cluster.properties();
        properties.put("group.id", Topics.CODE_REQUESTS.groupIn(NAMES));
        try (KafkaShareConsumer<byte[], byte[]> lane =
                new KafkaShareConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            lane.subscribe(List.of(Topics.CODE_REQUESTS.in(NAMES)));
            Eventually.holds(
                    "the first records are in work",
                    () -> !lane.poll(Duration.ofMillis(100)).isEmpty());
            Eventually.holds("the lane is seen", () -> code(watch).lanes() == 1);
            assertThat(code(watch).backlog()).isPositive();
            Eventually.holds("all is finished", () -> {
                lane.commitSync();
                lane.poll(Duration.ofMillis(100));
                return code(watch).backlog() == 0;
            });
            assertThat(code(watch).oldestAge()).isNull();
        }
    }

    private static QueueLag code(QueueWatch watch) throws InterruptedException {
        return watch.look().stream()
                .filter(queue -> queue.topic().equals(Topics.CODE_REQUESTS.in(NAMES)))
                .findFirst()
                .orElseThrow();
    }

    private static void declare(Cluster cluster) throws InterruptedException {
        List<Topic> queues =
                Topics.ALL.stream().filter(topic -> topic.group() != null).toList();
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(queues.stream()
                    .map(topic -> new TopicDeclaration(topic.in(NAMES), 2, (short) 1, topic.settings()))
                    .toList());
            admin.applyGroups(queues.stream()
                    .map(topic -> new GroupDeclaration(
                            topic.groupIn(NAMES),
                            Objects.requireNonNull(topic.group()).settings()))
                    .toList());
        }
    }

    private static void write(Cluster cluster, int records) throws InterruptedException {
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            for (int i = 0; i < records; i++) {
                writer.write(OutgoingRecord.of(Topics.CODE_REQUESTS.in(NAMES), "key-" + i, new byte[] {1}));
            }
        }
    }
}
