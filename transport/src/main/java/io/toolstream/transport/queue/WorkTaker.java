package io.toolstream.transport.queue;

import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;

/// Where work is taken that lasts longer than a lock can: the taker first tells whoever issued the work that it has it,
/// then accepts it, and it is never handed out again. A taker that dies before it accepted leaves the work to others;
/// if it dies later, the ledger of whoever issued the work finds that out and issues it anew.
///
/// [#take] only while there is room for the work: a call that returns nothing may leave the next record
/// reserved for this member until its next call, its close, or the end of the group's lock. For one thread.
public final class WorkTaker implements AutoCloseable {
    private static final Duration COMMIT = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final ShareConsumer<byte[], byte[]> consumer;

    /// A piece of work that is locked for this member, until it is accepted or released.
    public final class Taken {
        private final ConsumerRecord<byte[], byte[]> record;

        private Taken(ConsumerRecord<byte[], byte[]> record) {
            this.record = record;
        }

        /// What was handed out.
        public Delivery delivery() {
            return new Delivery(LogRecord.of(record), record.deliveryCount().orElse((short) 1));
        }

        /// Makes it this process's own.
        ///
        /// @return false if it was too late to be certain that no other process has it
        public boolean accept() {
            return acknowledged(AcknowledgeType.ACCEPT);
        }

        /// Leaves it to others. If the broker does not hear of it, the end of the lock does the same.
        public void release() {
            var _ = acknowledged(AcknowledgeType.RELEASE);
        }

        private boolean acknowledged(AcknowledgeType how) {
            consumer.acknowledge(record, how);
            Map<TopicIdPartition, Optional<KafkaException>> refusals = consumer.commitSync(COMMIT);
            return refusals.values().stream().allMatch(Optional::isEmpty);
        }
    }

    WorkTaker(ShareConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /// Joins the group.
    public static WorkTaker open(Cluster cluster, QueueSettings settings) {
        return new WorkTaker(ShareConsumers.open(cluster, settings, settings.member() + "-taker"));
    }

    /// The next piece of work; nothing if none comes within `wait`. What was taken before must have been accepted or
    /// released.
    public Optional<Taken> take(Duration wait) {
        // The consumer is handed one record by each poll.
        Iterator<ConsumerRecord<byte[], byte[]>> records = consumer.poll(wait).iterator();
        return records.hasNext() ? Optional.of(new Taken(records.next())) : Optional.empty();
    }

    /// Leaves the group; a record that is locked or reserved goes to another member.
    @Override
    public void close() {
        consumer.close(CLOSE);
    }
}
