package io.toolstream.trajectories.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Trajectories that were read before the answer to their problem, whole, in the order of the log. Usually
/// empty:
/// answers are imported before a run starts.
///
/// Keys are group and offset, 8 bytes each, big-endian; the partition is that of the task.
final class AwaitingAnswers {
    private final KeyValueStore<Bytes, byte[]> store;

    AwaitingAnswers(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /// One that waits.
    ///
    /// @param value the record's value
    @SuppressWarnings("ArrayRecordComponent")
    record Waiting(long groupId, long offset, byte[] value) {}

    void add(Waiting one) {
        store.put(key(one.groupId(), one.offset()), one.value());
    }

    void remove(Waiting one) {
        store.delete(key(one.groupId(), one.offset()));
    }

    /// Those of a group, by offset.
    List<Waiting> of(long groupId) {
        List<Waiting> waiting = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> found = store.range(key(groupId, 0), key(groupId, Long.MAX_VALUE))) {
            while (found.hasNext()) {
                KeyValue<Bytes, byte[]> entry = found.next();
                waiting.add(
                        new Waiting(groupId, ByteBuffer.wrap(entry.key.get()).getLong(Long.BYTES), entry.value));
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

    private static Bytes key(long groupId, long offset) {
        return Bytes.wrap(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(groupId)
                .putLong(offset)
                .array());
    }
}
