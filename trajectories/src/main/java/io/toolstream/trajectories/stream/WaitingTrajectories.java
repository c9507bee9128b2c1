package io.toolstream.trajectories.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.toolstream.transport.log.LogRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Trajectories that cannot be graded yet, whole, in the order of the log. Usually empty: answers are imported
/// before a run starts, and a request is read before it has been played.
///
/// Keys are group and offset, 8 bytes each, big-endian; values the record's milliseconds, 8 bytes, and its
/// value.
final class WaitingTrajectories {
    private final TopicPartition partition;
    private final KeyValueStore<Bytes, byte[]> store;

    /// @param partition of `trajectories`, that the records are from
    WaitingTrajectories(TopicPartition partition, KeyValueStore<Bytes, byte[]> store) {
        this.partition = partition;
        this.store = store;
    }

    void add(long groupId, LogRecord record) {
        byte[] value = record.body().orElseThrow();
        store.put(
                key(groupId, record.offset()),
                ByteBuffer.allocate(Long.BYTES + value.length)
                        .putLong(record.timestamp().toEpochMilli())
                        .put(value)
                        .array());
    }

    void remove(long groupId, LogRecord record) {
        store.delete(key(groupId, record.offset()));
    }

    /// Those of a group, by offset.
    List<LogRecord> of(long groupId) {
        List<LogRecord> waiting = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> found = store.range(key(groupId, 0), key(groupId, Long.MAX_VALUE))) {
            while (found.hasNext()) {
                KeyValue<Bytes, byte[]> entry = found.next();
                waiting.add(record(
                        groupId, ByteBuffer.wrap(entry.key.get()).getLong(Long.BYTES), ByteBuffer.wrap(entry.value)));
            }
        }
        return waiting;
    }

    /// The groups that have any.
    Iterable<Long> groups() {
        TreeSet<Long> groups = new TreeSet<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(
                    entry -> groups.add(ByteBuffer.wrap(entry.key.get()).getLong()));
        }
        return groups;
    }

    private LogRecord record(long groupId, long offset, ByteBuffer kept) {
        Instant timestamp = Instant.ofEpochMilli(kept.getLong());
        byte[] value = new byte[kept.remaining()];
        kept.get(value);
        return new LogRecord(
                partition, offset, timestamp, Long.toString(groupId).getBytes(UTF_8), value, Map.of());
    }

    private static Bytes key(long groupId, long offset) {
        return Bytes.wrap(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(groupId)
                .putLong(offset)
                .array());
    }
}
