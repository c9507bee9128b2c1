package io.toolstream.transport.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// One record to be written.
///
/// @param partition the one to write to; absent to let the key decide
/// @param key absent on topics without keys
/// @param value absent for a tombstone
@SuppressWarnings("ArrayRecordComponent")
public record OutgoingRecord(
        String topic,
        @Nullable Integer partition,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, byte[]> headers) {
    /// The most that key, value and headers may have together: below the 1 MiB that brokers take
    /// unconfigured.
    public static final int MOST_BYTES = 900_000;

    /// Checks the size.
    ///
    /// @throws IllegalArgumentException if it is larger than [#MOST_BYTES]
    public OutgoingRecord {
        headers = Map.copyOf(headers);
        long bytes = length(key) + length(value);
        for (Map.Entry<String, byte[]> header : headers.entrySet()) {
            bytes += header.getKey().length() + length(header.getValue());
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a record for " + topic + " has " + bytes + " bytes, over the "
                    + MOST_BYTES + " that any record may have; cut it or store it as a blob");
        }
    }

    /// A record with a key of UTF-8 text.
    public static OutgoingRecord of(String topic, String key, byte @Nullable [] value) {
        return new OutgoingRecord(topic, null, key.getBytes(StandardCharsets.UTF_8), value, Map.of());
    }

    /// The same, for one partition.
    public OutgoingRecord in(int number) {
        return new OutgoingRecord(topic, number, key, value, headers);
    }

    /// The record of Kafka's producers.
    ProducerRecord<byte[], byte[]> toProducer() {
        List<Header> list = new ArrayList<>();
        headers.forEach((name, content) -> list.add(new RecordHeader(name, content)));
        return new ProducerRecord<>(topic, partition, key, value, list);
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
