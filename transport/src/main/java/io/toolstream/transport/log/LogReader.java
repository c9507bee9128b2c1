package io.toolstream.transport.log;

import io.toolstream.transport.Cluster;
import io.toolstream.transport.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads partitions from positions that its owner keeps. No group, no committed offsets; records of open or
/// aborted transactions are never seen. For one thread.
public final class LogReader implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;

    private LogReader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /// Reads each partition from the offset given with it.
    public static LogReader at(Cluster cluster, Map<TopicPartition, Long> positions) {
        LogReader reader = new LogReader(consumer(cluster));
        reader.consumer.assign(positions.keySet());
        positions.forEach(reader.consumer::seek);
        return reader;
    }

    /// Reads all partitions of `topics` from the oldest record that they hold.
    ///
    /// @throws IllegalArgumentException if a topic does not exist
    public static LogReader fromBeginning(Cluster cluster, Collection<String> topics) {
        return ofTopics(cluster, topics, false);
    }

    /// Reads what is written to `topics` from now on.
    ///
    /// @throws IllegalArgumentException if a topic does not exist
    public static LogReader fromEnd(Cluster cluster, Collection<String> topics) {
        return ofTopics(cluster, topics, true);
    }

    /// The records of one partition with offsets in `[from, to)`.
    ///
    /// @param stall the longest silence of the cluster that is borne
    public static List<LogRecord> range(Cluster cluster, TopicPartition partition, long from, long to, Duration stall) {
        List<LogRecord> records = new ArrayList<>();
        if (from >= to) {
            return records;
        }
        try (LogReader reader = at(cluster, Map.of(partition, from))) {
            reader.readUntil(Map.of(partition, to), stall, records::add);
        }
        return records;
    }

    private static LogReader ofTopics(Cluster cluster, Collection<String> topics, boolean end) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(cluster);
        try {
            LogReader reader = new LogReader(consumer);
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                partitions.addAll(reader.partitionsOf(topic));
            }
            consumer.assign(partitions);
            (end ? reader.endOffsets() : reader.beginningOffsets()).forEach(consumer::seek);
            return reader;
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Cluster cluster) {
        Map<String, Object> properties = cluster.properties();
        properties.put("auto.offset.reset", "none");
        properties.put("default.api.timeout.ms", Math.toIntExact(CALL.toMillis()));
        properties.put("enable.auto.commit", false);
        properties.put("isolation.level", "read_committed");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<TopicPartition> partitionsOf(String topic) {
        List<PartitionInfo> partitions = asked("the partitions of " + topic, () -> consumer.partitionsFor(topic));
        if (partitions == null || partitions.isEmpty()) {
            throw new IllegalArgumentException("topic " + topic + " does not exist; make it with: topics apply");
        }
        return partitions.stream()
                .map(one -> new TopicPartition(topic, one.partition()))
                .toList();
    }

    /// What has come since the last call; empty when nothing does within `wait`.
    ///
    /// @throws LogTrimmedException if the next record was removed before it was read
    public List<LogRecord> poll(Duration wait) {
        try {
            List<LogRecord> records = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                records.add(LogRecord.of(record));
            }
            return records;
        } catch (OffsetOutOfRangeException trimmed) {
            throw new LogTrimmedException(
                    "the log does not hold " + trimmed.offsetOutOfRangePartitions() + "; it begins at "
                            + consumer.beginningOffsets(
                                    trimmed.offsetOutOfRangePartitions().keySet())
                            + ": retention removed what was not read yet",
                    trimmed);
        }
    }

    /// Hands every record below `ends` to `each`, in the order of each partition.
    ///
    /// @param ends the offset after the last one wanted, for each partition; others are not waited for
    /// @param stall the longest silence of the cluster that is borne
    /// @throws LogUnavailableException if no partition advanced within `stall`
    public void readUntil(Map<TopicPartition, Long> ends, Duration stall, Consumer<LogRecord> each) {
        Map<TopicPartition, Long> before = positions();
        Deadline deadline = Deadline.in(stall);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (LogRecord record : poll(POLL)) {
                Long end = ends.get(record.partition());
                if (end == null || record.offset() < end) {
                    each.accept(record);
                }
            }
            Map<TopicPartition, Long> now = positions();
            if (!now.equals(before)) {
                before = now;
                deadline = Deadline.in(stall);
            } else if (deadline.passed()) {
                throw new LogUnavailableException(
                        "nothing came for " + stall + " at " + now + ", wanted up to " + ends);
            }
        }
        ends.forEach((partition, end) -> {
            if (consumer.position(partition) > end) {
                consumer.seek(partition, end);
            }
        });
    }

    /// Hands every record that is in the log at the time of the call, and not yet read, to `each`.
    public void readToEnd(Duration stall, Consumer<LogRecord> each) {
        readUntil(endOffsets(), stall, each);
    }

    /// The next offset to read of each partition.
    public Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, asked("the position in " + partition, () -> consumer.position(partition)));
        }
        return positions;
    }

    /// The offset after the last one that can be read of each partition now.
    public Map<TopicPartition, Long> endOffsets() {
        return asked("end offsets", () -> consumer.endOffsets(consumer.assignment()));
    }

    /// The oldest offset that each partition still holds.
    public Map<TopicPartition, Long> beginningOffsets() {
        return asked("beginning offsets", () -> consumer.beginningOffsets(consumer.assignment()));
    }

    /// The first offset of each partition with a timestamp not before `time`; the end where there is none.
    public Map<TopicPartition, Long> offsetsAt(Instant time) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        consumer.assignment().forEach(partition -> wanted.put(partition, time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found =
                asked("offsets at " + time, () -> consumer.offsetsForTimes(wanted));
        Map<TopicPartition, Long> offsets = new HashMap<>(endOffsets());
        found.forEach((partition, at) ->
                Optional.ofNullable(at).ifPresent(present -> offsets.put(partition, present.offset())));
        return offsets;
    }

    /// Reads on from `offset`.
    public void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    /// Ends a [#poll] in progress, or the next one, with Kafka's `WakeupException`. The one call for other
    /// threads.
    public void wakeup() {
        consumer.wakeup();
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T asked(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (WakeupException wakeup) {
            throw wakeup;
        } catch (KafkaException failure) {
            throw new LogUnavailableException(
                    "the cluster did not tell " + what + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }
}
