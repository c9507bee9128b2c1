package io.toolstream.transport.log;

import io.toolstream.transport.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes records one by one, each acknowledged by all replicas, none doubled by a retry. Safe for several
/// threads.
public final class LogWriter implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Duration patience;

    private LogWriter(KafkaProducer<byte[], byte[]> producer, Duration patience) {
        this.producer = producer;
        this.patience = patience;
    }

    /// A writer that gives a record up after `patience`, at least a second.
    public static LogWriter open(Cluster cluster, Duration patience) {
        Map<String, Object> properties = producerProperties(cluster, patience);
        return new LogWriter(
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()), patience);
    }

    static Map<String, Object> producerProperties(Cluster cluster, Duration patience) {
        if (patience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a writer needs at least 1 s of patience, got " + patience);
        }
        Map<String, Object> properties = cluster.properties();
        int millis = Math.toIntExact(patience.toMillis());
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("linger.ms", 0);
        properties.put("max.block.ms", millis);
        properties.put("request.timeout.ms", Math.max(500, millis / 2));
        properties.put("delivery.timeout.ms", millis);
        return properties;
    }

    /// Sends `record`; completes with its place, or with [LogUnavailableException].
    public CompletableFuture<LogPosition> send(OutgoingRecord record) {
        CompletableFuture<LogPosition> place = new CompletableFuture<>();
        try {
            var _ = producer.send(record.toProducer(), (written, failure) -> {
                if (failure == null) {
                    place.complete(LogPosition.of(written));
                } else {
                    place.completeExceptionally(unwritten(record, failure));
                }
            });
        } catch (KafkaException failure) {
            place.completeExceptionally(unwritten(record, failure));
        }
        return place;
    }

    /// Sends `record` and waits until it is acknowledged.
    ///
    /// @throws LogUnavailableException if it was not within the writer's patience; it may have been written
    public LogPosition write(OutgoingRecord record) throws InterruptedException {
        return acknowledged(record, send(record));
    }

    /// Sends `records`, together, and waits until all are acknowledged.
    ///
    /// @throws LogUnavailableException if one was not within the writer's patience; any may have been written
    public void writeAll(List<OutgoingRecord> records) throws InterruptedException {
        List<CompletableFuture<LogPosition>> sent =
                records.stream().map(this::send).toList();
        for (int at = 0; at < sent.size(); at++) {
            acknowledged(records.get(at), sent.get(at));
        }
    }

    private LogPosition acknowledged(OutgoingRecord record, CompletableFuture<LogPosition> sent)
            throws InterruptedException {
        try {
            return sent.get(patience.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof LogUnavailableException known ? known : unwritten(record, failure);
        } catch (TimeoutException failure) {
            throw unwritten(record, failure);
        }
    }

    private static LogUnavailableException unwritten(OutgoingRecord record, Throwable failure) {
        return new LogUnavailableException(
                "a record for " + record.topic() + " was not acknowledged: " + failure.getMessage(), failure);
    }

    /// Waits for what was sent, up to 10 s.
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
