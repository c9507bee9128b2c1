package io.toolstream.transport.queue;

import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One execution slot: takes a record, has it handled, sends the reply, and only then accepts the record.
///
/// A lane that dies at any of these points leaves the record to others; then a reply may be sent twice,
/// which the asker tells by its request's id.
final class Lane implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILURES = 30;

    private final Cluster cluster;
    private final QueueSettings settings;
    private final DeliveryHandler handler;
    private final LogWriter replies;
    private final QueueCounts counts;
    private final CountDownLatch stopping;
    private final String name;
    private int failures;

    Lane(
            Cluster cluster,
            QueueSettings settings,
            DeliveryHandler handler,
            LogWriter replies,
            QueueCounts counts,
            CountDownLatch stopping,
            String name) {
        this.cluster = cluster;
        this.settings = settings;
        this.handler = handler;
        this.replies = replies;
        this.counts = counts;
        this.stopping = stopping;
        this.name = name;
    }

    /// Serves until the lanes stop. Joins the group anew after a failure of the client, each second, 30
    /// times in a row at most. Ending in any other way is counted, whatever the reason: nobody else serves
    /// this slot.
    @Override
    public void run() {
        Throwable cause = null;
        try {
            cause = serveAgain();
        } catch (RuntimeException | Error failure) {
            cause = failure;
            throw failure;
        } finally {
            if (open()) {
                counts.laneLost();
                LOG.atError().setCause(cause).addKeyValue("lane", name).log("lane ended before its process");
            }
        }
    }

    /// Returns the failure that was one too many; nothing if the lanes stopped.
    private @Nullable KafkaException serveAgain() {
        while (open()) {
            if (!handler.willing()) {
                paused();
                continue;
            }
            try {
                serve();
            } catch (KafkaException failure) {
                failures++;
                LOG.atWarn()
                        .setCause(failure)
                        .addKeyValue("lane", name)
                        .addKeyValue("failures", failures)
                        .log("lane left its group");
                if (failures >= MOST_FAILURES || !paused()) {
                    return failure;
                }
            }
        }
        return null;
    }

    private boolean open() {
        return stopping.getCount() > 0 && !Thread.currentThread().isInterrupted();
    }

    private void serve() {
        KafkaShareConsumer<byte[], byte[]> consumer = ShareConsumers.open(cluster, settings, name);
        // Acknowledgements travel with the next fetch, or at last with the close: half the requests of a commit each.
        consumer.setAcknowledgementCommitCallback(
                (_, refusal) -> Optional.ofNullable(refusal).ifPresent(this::unacknowledged));
        try {
            while (open() && handler.willing()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    consumer.acknowledge(record, attend(record));
                }
                failures = 0;
            }
        } finally {
            boolean interrupted = Thread.interrupted();
            consumer.close(CLOSE);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private AcknowledgeType attend(ConsumerRecord<byte[], byte[]> record) {
        if (!handler.willing()) {
            counts.released();
            return AcknowledgeType.RELEASE;
        }
        counts.begun();
        try {
            Optional<OutgoingRecord> reply = handler.handle(
                    new Delivery(LogRecord.of(record), record.deliveryCount().orElse((short) 1)));
            if (reply.isPresent()) {
                replies.write(reply.get());
            }
            counts.accepted();
            return AcknowledgeType.ACCEPT;
        } catch (InterruptedException _) {
            stopping.countDown();
        } catch (LogUnavailableException failure) {
            warn(record, failure, "reply was not sent, the record goes back to the queue");
        } catch (RuntimeException failure) {
            warn(record, failure, "handler failed, the record goes back to the queue");
        } finally {
            counts.ended();
        }
        counts.released();
        return AcknowledgeType.RELEASE;
    }

    private void warn(ConsumerRecord<byte[], byte[]> record, RuntimeException failure, String message) {
        LOG.atWarn()
                .setCause(failure)
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .log(message);
    }

    private void unacknowledged(Exception refusal) {
        counts.lockLost();
        LOG.atWarn()
                .addKeyValue("lane", name)
                .addKeyValue("reason", refusal.getMessage())
                .log("an acknowledgement came too late, the record is handed out again");
    }

    private boolean paused() {
        try {
            return !stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
