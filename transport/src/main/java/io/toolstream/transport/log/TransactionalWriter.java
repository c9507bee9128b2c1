package io.toolstream.transport.log;

import io.toolstream.transport.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes many records, to many topics, as one: readers see all of them or none.
///
/// Opening a writer fences every earlier one with the same id, and settles the transaction that it left
/// open. For one thread.
public final class TransactionalWriter implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final int COMMIT_ATTEMPTS = 3;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String id;
    private boolean spent;

    private TransactionalWriter(KafkaProducer<byte[], byte[]> producer, String id) {
        this.producer = producer;
        this.id = id;
    }

    /// Fences earlier writers and is ready.
    ///
    /// @param id the transactional id, the same after a restart, unlike that of any other process
    /// @param patience how long one call may wait for the cluster, at least a second
    /// @throws LogUnavailableException if the cluster did not answer
    public static TransactionalWriter open(Cluster cluster, String id, Duration patience) {
        Map<String, Object> properties = LogWriter.producerProperties(cluster, patience);
        properties.put("transactional.id", id);
        properties.put("transaction.timeout.ms", Math.toIntExact(patience.toMillis() * (COMMIT_ATTEMPTS + 1)));
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new TransactionalWriter(producer, id);
        } catch (KafkaException failure) {
            producer.close(Duration.ZERO);
            throw new LogUnavailableException("transactional id " + id + " could not be taken: " + failure, failure);
        }
    }

    /// Writes all of `records`, and returns when readers can see them.
    ///
    /// @return their places, in their order
    /// @throws FencedException if another process took the id over; nothing was written
    /// @throws CommitUncertainException if the cluster fell silent during the commit
    /// @throws LogUnavailableException if nothing was written; the call may be repeated
    public List<LogPosition> commit(List<OutgoingRecord> records) {
        if (spent) {
            throw new IllegalStateException("transactional id " + id + " is spent; open a new writer");
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            producer.beginTransaction();
            for (OutgoingRecord record : records) {
                sent.add(producer.send(record.toProducer()));
            }
            producer.flush();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException | KafkaException failure) {
            throw abandoned(failure);
        }
        commitOpen();
        return sent.stream().map(one -> LogPosition.of(one.resultNow())).toList();
    }

    private void commitOpen() {
        for (int attempt = 1; ; attempt++) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException | InterruptException silence) {
                if (attempt == COMMIT_ATTEMPTS || silence instanceof InterruptException) {
                    spent = true;
                    throw new CommitUncertainException(
                            "whether the transaction of " + id + " was committed is unknown", silence);
                }
            } catch (KafkaException failure) {
                throw abandoned(failure);
            }
        }
    }

    private RuntimeException abandoned(Exception failure) {
        if (fenced(failure)) {
            spent = true;
            return new FencedException("another process has taken over transactional id " + id, failure);
        }
        try {
            producer.abortTransaction();
        } catch (KafkaException worse) {
            spent = true;
            if (fenced(worse)) {
                return new FencedException("another process has taken over transactional id " + id, worse);
            }
            failure.addSuppressed(worse);
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new LogUnavailableException("the transaction of " + id + " was not committed: " + failure, failure);
    }

    private static boolean fenced(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ProducerFencedException || at instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    /// Aborts what is open.
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
