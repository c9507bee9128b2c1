package io.toolstream.transport.log;

import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The writer schemas that stand on the topic `schemas`, read anew when one is asked for that was not there before. So
/// a
/// program reads what a newer build of another writes.
public final class TopicSchemas implements SchemaSource {
    private final Cluster cluster;
    private final String topic;
    private final Duration stall;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /// @param stall the longest silence of the cluster that is borne
    public TopicSchemas(Cluster cluster, Names names, Duration stall) {
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
