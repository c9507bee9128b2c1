package io.toolstream.trajectories.lag;

import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.Deadline;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/// Asks the cluster how long the queues of a run are. Safe for several threads.
public final class QueueWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Admin admin;
    private final Names names;
    private final Duration patience;
    private final InstantSource clock;

    private QueueWatch(Cluster cluster, Admin admin, Names names, Duration patience, InstantSource clock) {
        this.cluster = cluster;
        this.admin = admin;
        this.names = names;
        this.patience = patience;
        this.clock = clock;
    }

    /// A watch over the queues of a run.
    ///
    /// @param patience how long one question to the cluster may take
    public static QueueWatch open(Cluster cluster, Names names, Duration patience, InstantSource clock) {
        Map<String, Object> properties = cluster.properties();
        properties.put("default.api.timeout.ms", Math.toIntExact(patience.toMillis()));
        properties.put("request.timeout.ms", Math.toIntExact(Math.max(500, patience.toMillis() / 2)));
        return new QueueWatch(cluster, Admin.create(properties), names, patience, clock);
    }

    /// Every declared queue.
    ///
    /// @throws LogUnavailableException if the cluster does not answer, or a topic is absent
    public List<QueueLag> look() throws InterruptedException {
        List<QueueLag> queues = new ArrayList<>();
        for (Topic topic : Topics.ALL) {
            if (topic.group() != null) {
                queues.add(look(topic));
            }
        }
        return queues;
    }

    private QueueLag look(Topic topic) throws InterruptedException {
        String group = topic.groupIn(names);
        Map<TopicPartition, Rest> rests = rests(group, topic.in(names));
        long backlog = rests.values().stream().mapToLong(Rest::records).sum();
        int lanes = lanes(group);
        return new QueueLag(
                group, topic.in(names), backlog, Math.min(backlog, lanes), backlog == 0 ? null : age(rests), lanes);
    }

    /// What is left to do in a partition.
    ///
    /// @param from the offset of the first record that is not finished, or of a transaction's marker
    /// @param records that are not finished; markers count
    private record Rest(long from, long records) {}

    /// A partition that no consumer has touched is left whole.
    private Map<TopicPartition, Rest> rests(String group, String topic) throws InterruptedException {
        Map<TopicPartition, SharePartitionOffsetInfo> started = answered(
                "how far share group " + group + " is",
                admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo(group));
        Map<TopicPartition, Long> starts = offsets(topic, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(topic, OffsetSpec.latest());
        Map<TopicPartition, Rest> rests = new HashMap<>();
        starts.forEach((partition, start) -> {
            SharePartitionOffsetInfo info = started.get(partition);
            rests.put(
                    partition,
                    info == null || info.lag().isEmpty()
                            ? new Rest(start, ends.getOrDefault(partition, start) - start)
                            : new Rest(info.startOffset(), info.lag().orElseThrow()));
        });
        return rests;
    }

    private int lanes(String group) throws InterruptedException {
        KafkaFuture<ShareGroupDescription> described =
                admin.describeShareGroups(List.of(group)).describedGroups().get(group);
        try {
            return answered("the lanes of share group " + group, described)
                    .members()
                    .size();
        } catch (LogUnavailableException failure) {
            if (rootOf(failure) instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw failure;
        }
    }

    /// Since the oldest of the first unfinished records was written. Only markers of transactions may be left:
    /// then nothing is.
    private @Nullable Duration age(Map<TopicPartition, Rest> rests) {
        Map<TopicPartition, Long> froms = new HashMap<>();
        rests.forEach((partition, rest) -> {
            if (rest.records() > 0) {
                froms.put(partition, rest.from());
            }
        });
        Instant oldest = null;
        Deadline deadline = Deadline.in(patience);
        try (LogReader reader = LogReader.at(cluster, froms)) {
            Map<TopicPartition, Long> ends = reader.endOffsets();
            while (!deadline.passed() && !froms.isEmpty()) {
                for (LogRecord record : reader.poll(POLL)) {
                    if (froms.remove(record.partition()) != null
                            && (oldest == null || record.timestamp().isBefore(oldest))) {
                        oldest = record.timestamp();
                    }
                }
                reader.positions()
                        .forEach((partition, position) -> froms.computeIfPresent(
                                partition, (at, from) -> position >= ends.getOrDefault(at, 0L) ? null : from));
            }
        }
        if (oldest == null) {
            return null;
        }
        Duration age = Duration.between(oldest, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private Map<TopicPartition, Long> offsets(String topic, OffsetSpec which) throws InterruptedException {
        TopicDescription description = answered(
                        "what topic " + topic + " is",
                        admin.describeTopics(List.of(topic)).allTopicNames())
                .values()
                .iterator()
                .next();
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicPartitionInfo partition : description.partitions()) {
            wanted.put(new TopicPartition(topic, partition.partition()), which);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answered(
                        "the offsets of " + topic,
                        admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                                .all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private <T> T answered(String what, @Nullable KafkaFuture<T> future) throws InterruptedException {
        if (future == null) {
            throw new LogUnavailableException("the cluster was not asked " + what);
        }
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new LogUnavailableException("the cluster did not tell " + what + ": " + failure.getCause(), failure);
        } catch (TimeoutException failure) {
            throw new LogUnavailableException("the cluster did not tell " + what + " within " + patience, failure);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }
}
