package io.toolstream.transport.log;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/// Where a record lies.
public record LogPosition(TopicPartition partition, long offset) {
    static LogPosition of(RecordMetadata written) {
        return new LogPosition(new TopicPartition(written.topic(), written.partition()), written.offset());
    }
}
