package io.toolstream.trajectories.stream;

import io.toolstream.transport.Cluster;
import io.toolstream.transport.Deadline;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Tells, from the offsets that the service's group has committed, up to when its inputs have been worked off;
/// see [ReadMarks]. What the group has committed is in its stores.
final class ReadProgress implements Horizon, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Admin admin;
    private final String group;
    private final List<String> topics;
    private final int partitions;
    private final InstantSource clock;
    private final Map<Integer, Instant> readUpTo = new ConcurrentHashMap<>();
    private final List<ReadMarks> marks = new ArrayList<>();

    private ReadProgress(
            Cluster cluster, Admin admin, String group, List<String> topics, int partitions, InstantSource clock) {
        this.cluster = cluster;
        this.admin = admin;
        this.group = group;
        this.topics = topics;
        this.partitions = partitions;
        this.clock = clock;
        for (int number = 0; number < partitions; number++) {
            marks.add(new ReadMarks(this::holdsNothing));
        }
    }

    /// Of `topics`, which the consumer group `group` reads together.
    ///
    /// @throws IllegalStateException if they differ in their number of partitions: a group's records would be
    ///     with several tasks
    /// @throws LogUnavailableException if a topic does not exist or the cluster does not answer
    static ReadProgress open(Cluster cluster, String group, List<String> topics, InstantSource clock)
            throws InterruptedException {
        Map<String, Object> properties = cluster.properties();
        properties.put("default.api.timeout.ms", Math.toIntExact(PATIENCE.toMillis()));
        properties.put("request.timeout.ms", Math.toIntExact(PATIENCE.toMillis() / 2));
        Admin admin = Admin.create(properties);
        try {
            return new ReadProgress(cluster, admin, group, topics, partitions(admin, topics), clock);
        } catch (RuntimeException | InterruptedException failure) {
            admin.close(CLOSE);
            throw failure;
        }
    }

    @Override
    public @Nullable Instant readUpTo(int partition) {
        return readUpTo.get(partition);
    }

    /// Asks the cluster once.
    ///
    /// @throws LogUnavailableException if it does not answer; what was known stays known
    void refresh() throws InterruptedException {
        Instant now = clock.instant();
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> committed = answered(
                "what group " + group + " has read",
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, ListOffsetsResultInfo> starts = offsets(OffsetSpec.earliest());
        for (int number = 0; number < partitions; number++) {
            Map<TopicPartition, Long> end = new HashMap<>();
            Map<TopicPartition, Long> position = new HashMap<>();
            for (String topic : topics) {
                TopicPartition partition = new TopicPartition(topic, number);
                OffsetAndMetadata next = committed.get(partition);
                end.put(partition, offset(ends, partition));
                position.put(partition, next == null ? offset(starts, partition) : next.offset());
            }
            Instant read = marks.get(number).look(now, end, position);
            if (read != null) {
                readUpTo.put(number, read);
            }
        }
    }

    private boolean holdsNothing(ReadMarks.Gap gap) {
        TopicPartition partition = gap.partition();
        try (LogReader reader = LogReader.at(cluster, Map.of(partition, gap.from()))) {
            Deadline deadline = Deadline.in(LOOK);
            while (!deadline.passed()) {
                if (!reader.poll(deadline.left()).isEmpty()) {
                    return false;
                }
                if (reader.positions().getOrDefault(partition, 0L) >= gap.to()) {
                    return true;
                }
            }
            return false;
        }
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(OffsetSpec which) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (String topic : topics) {
            for (int number = 0; number < partitions; number++) {
                wanted.put(new TopicPartition(topic, number), which);
            }
        }
        return answered(
                "the offsets of " + topics,
                admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        ListOffsetsResultInfo found = offsets.get(partition);
        if (found == null) {
            throw new LogUnavailableException("the cluster did not tell an offset of " + partition);
        }
        return found.offset();
    }

    private static int partitions(Admin admin, List<String> topics) throws InterruptedException {
        Map<String, TopicDescription> descriptions =
                answered("of " + topics, admin.describeTopics(topics).allTopicNames());
        List<Integer> counts = new ArrayList<>();
        descriptions.values().forEach(one -> counts.add(one.partitions().size()));
        if (counts.stream().distinct().count() != 1) {
            throw new IllegalStateException("topics %s have %s partitions; they must have the same number, so start"
                            .formatted(descriptions.keySet(), counts)
                    + " a run whose topics were made by: topics apply");
        }
        return counts.getFirst();
    }

    private static <T> T answered(String what, KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new LogUnavailableException("the cluster did not tell " + what + ": " + failure.getCause(), failure);
        } catch (TimeoutException failure) {
            throw new LogUnavailableException("the cluster did not tell " + what + " within " + PATIENCE, failure);
        }
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }
}
