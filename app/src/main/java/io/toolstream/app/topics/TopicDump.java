package io.toolstream.app.topics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Reads a declared topic and tells its records as JSON objects `{topic, partition, offset, timestamp, key,
/// value}`. `value` is null for a tombstone; a record that does not decode has `error` in its place.
public final class TopicDump {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Cluster cluster;
    private final Names names;
    private final Duration patience;

    /// @param patience the longest silence of the cluster that is borne
    public TopicDump(Cluster cluster, Names names, Duration patience) {
        this.cluster = cluster;
        this.names = names;
        this.patience = patience;
    }

    /// Tells the records that `topic` holds now, in the order of each partition.
    ///
    /// @param from the first offset wanted of each partition
    /// @param limit most records to tell
    /// @throws IllegalArgumentException if the topic does not exist
    /// @throws LogUnavailableException if nothing came for the patience
    public void dump(Topic topic, long from, long limit, Consumer<ObjectNode> each) {
        Codecs codecs = Codecs.with(schemas()::get);
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(topic.in(names)))) {
            Map<TopicPartition, Long> ends = reader.endOffsets();
            reader.beginningOffsets().forEach((partition, first) -> reader.seek(partition, Math.max(first, from)));
            long told = 0;
            long silentSince = System.nanoTime();
            while (told < limit && remains(reader, ends)) {
                List<LogRecord> records = reader.poll(POLL);
                if (!records.isEmpty()) {
                    silentSince = System.nanoTime();
                } else if (System.nanoTime() - silentSince > patience.toNanos()) {
                    throw new LogUnavailableException(
                            "nothing came from %s for %s; is its broker well?".formatted(topic.in(names), patience));
                }
                for (LogRecord record : records) {
                    if (told < limit && record.offset() < ends.getOrDefault(record.partition(), 0L)) {
                        each.accept(told(topic, record, codecs));
                        told++;
                    }
                }
            }
        }
    }

    private static boolean remains(LogReader reader, Map<TopicPartition, Long> ends) {
        return reader.positions().entrySet().stream()
                .anyMatch(position -> position.getValue() < ends.getOrDefault(position.getKey(), 0L));
    }

    /// Schemas of other builds, as the topic for them knows them.
    private Map<Long, String> schemas() {
        Map<Long, String> schemas = new HashMap<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(Topics.SCHEMAS.in(names)))) {
            reader.readToEnd(
                    patience,
                    record -> record.body()
                            .ifPresent(json -> schemas.put(
                                    Long.parseUnsignedLong(record.keyText(), 16),
                                    new String(json, StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException _) {
            // No such topic: then no other build has written here.
            return schemas;
        }
        return schemas;
    }

    private static ObjectNode told(Topic topic, LogRecord record, Codecs codecs) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("topic", record.topic())
                .put("partition", record.partition().partition())
                .put("offset", record.offset())
                .put("timestamp", record.timestamp().toString())
                .put("key", record.keyText());
        if (record.body().isEmpty()) {
            return line.putNull("value");
        }
        byte[] body = record.body().orElseThrow();
        if (topic.equals(Topics.SCHEMAS)) {
            return line.put("value", new String(body, StandardCharsets.UTF_8));
        }
        try {
            return line.set("value", RecordJson.of(codec(topic, codecs).decode(body)));
        } catch (DecodeException broken) {
            return line.put("error", broken.getMessage());
        }
    }

    static Codec<?> codec(Topic topic, Codecs codecs) {
        return switch (topic.value()) {
            case "RunManifest" -> codecs.runManifests();
            case "Problem" -> codecs.problems();
            case "Answer" -> codecs.answers();
            case "RolloutRequest" -> codecs.rolloutRequests();
            case "WorkerBeat" -> codecs.workerBeats();
            case "CodeRequest" -> codecs.codeRequests();
            case "CodeResult" -> codecs.codeResults();
            case "Trajectory" -> codecs.trajectories();
            case "TrajectoryGroup" -> codecs.trajectoryGroups();
            case "BehaviourReport" -> codecs.behaviourReports();
            case "WeightManifest" -> codecs.weightManifests();
            case "WeightChunk" -> codecs.weightChunks();
            case "StepReport" -> codecs.stepReports();
            case "EvaluationReport" -> codecs.evaluationReports();
            case "DeadLetter" -> codecs.deadLetters();
            default -> throw new IllegalStateException("no codec for " + topic.value() + "; name it here");
        };
    }
}
