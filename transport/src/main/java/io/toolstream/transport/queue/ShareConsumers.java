package io.toolstream.transport.queue;

import io.toolstream.transport.Cluster;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The one way in which this program joins a share group: one record at a time, acknowledged by word.
final class ShareConsumers {
    private ShareConsumers() {}

    /// A member that is handed a single record by each poll, also where a producer wrote many as one batch.
    static KafkaShareConsumer<byte[], byte[]> open(Cluster cluster, QueueSettings settings, String name) {
        Map<String, Object> properties = cluster.properties();
        properties.put("client.id", name);
        properties.put("group.id", settings.group());
        properties.put("max.poll.records", 1);
        properties.put("share.acknowledgement.mode", "explicit");
        properties.put("share.acquire.mode", "record_limit");
        KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(settings.topic()));
        return consumer;
    }
}
