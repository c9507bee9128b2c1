package io.toolstream.transport.queue;

import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;

/// Where work is taken that lasts longer than a lock can: what is taken is accepted at once and never
/// handed out again. If the taker dies, the ledger of whoever issued the work finds that out and issues it
/// anew.
///
/// [#take] only while there is room for the work: a call that returns nothing may leave the next record
/// reserved for this member until its next call, its close, or the end of the group's lock. For one thread.
public final class WorkTaker implements AutoCloseable {
    private static final Duration COMMIT = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final KafkaShareConsumer<byte[], byte[]> consumer;

    private WorkTaker(KafkaShareConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /// Joins the group.
    public static WorkTaker open(Cluster cluster, QueueSettings settings) {
        return new WorkTaker(ShareConsumers.open(cluster, settings, settings.member() + "-taker"));
    }

    /// The next piece of work, which is then this process's own; nothing if none comes within `wait`, or if
    /// it was accepted too late to be certain that no other process has it.
    public Optional<Delivery> take(Duration wait) {
        Optional<Delivery> taken = Optional.empty();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            consumer.acknowledge(record, AcknowledgeType.ACCEPT);
            Optional<KafkaException> refusal = consumer.commitSync(COMMIT).values().stream()
                    .flatMap(Optional::stream)
                    .findFirst();
            if (refusal.isEmpty()) {
                taken = Optional.of(new Delivery(
                        LogRecord.of(record), record.deliveryCount().orElse((short) 1)));
            }
        }
        return taken;
    }

    /// Leaves the group; a reserved record goes to another member.
    @Override
    public void close() {
        consumer.close(CLOSE);
    }
}
