package io.toolstream.transport.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One record as it lies in a topic. The arrays belong to the reader.
///
/// @param timestamp of the append on topics with `LogAppendTime`, of the writer elsewhere
/// @param key absent on topics without keys
/// @param value absent for a tombstone
/// @param headers by name; where a name repeats, the last
@SuppressWarnings("ArrayRecordComponent")
public record LogRecord(
        TopicPartition partition,
        long offset,
        Instant timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, byte[]> headers) {

    /// The record of Kafka's consumers, theirs for the taking.
    public static LogRecord of(ConsumerRecord<byte[], byte[]> consumed) {
        Map<String, byte[]> headers = new HashMap<>();
        consumed.headers().forEach(header -> headers.put(header.key(), header.value()));
        return new LogRecord(
                new TopicPartition(consumed.topic(), consumed.partition()),
                consumed.offset(),
                Instant.ofEpochMilli(consumed.timestamp()),
                consumed.key(),
                consumed.value(),
                headers);
    }

    /// The topic's name.
    public String topic() {
        return partition.topic();
    }

    /// The key as UTF-8 text; empty when there is none.
    public String keyText() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /// The value, or nothing for a tombstone.
    public Optional<byte[]> body() {
        return Optional.ofNullable(value);
    }
}
