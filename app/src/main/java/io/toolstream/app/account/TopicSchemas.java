package io.toolstream.app.account;

import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The writer schemas that stand on the topic `schemas`, read anew when one is asked for that was not there before.
final class TopicSchemas implements SchemaSource {
    private final Cluster cluster;
    private final String topic;
    private final Duration stall;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    TopicSchemas(Cluster cluster, Names names, Duration stall) {
        this.cluster = cluster;
        this.topic = Topics.SCHEMAS.in(names);
        this.stall = stall;
    }

    @Override
    public @Nullable String find(long fingerprint) {
        String key = "%016x".formatted(fingerprint);
        if (!known.containsKey(key)) {
            try (LogReader reader = LogReader.fromBeginning(cluster, List.of(topic))) {
                reader.readToEnd(
                        stall,
                        record -> record.body()
                                .ifPresent(
                                        body -> known.put(record.keyText(), new String(body, StandardCharsets.UTF_8))));
            }
        }
        return known.get(key);
    }
}
