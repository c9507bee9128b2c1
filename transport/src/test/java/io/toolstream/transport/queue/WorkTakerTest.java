package io.toolstream.transport.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.junit.jupiter.api.Test;

class WorkTakerTest {
    private final Broker broker = new Broker();
    private final WorkTaker taker = new WorkTaker(broker);

    /// Notes what it is told, and refuses it when asked to.
    private static final class Broker extends MockShareConsumer<byte[], byte[]> {
        private final List<String> told = new ArrayList<>();
        private Optional<KafkaException> refusal = Optional.empty();

        @Override
        public synchronized void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType how) {
            told.add(how + " " + record.offset());
        }

        @Override
        public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
            told.add("commit");
            return Map.of(new TopicIdPartition(Uuid.ONE_UUID, 0, "work"), refusal);
        }
    }

    @Test
    void whatIsTakenIsNotAcceptedBeforeTheTakerSaysSo() {
        WorkTaker.Taken work = taken();
        assertThat(work.delivery().record().offset()).isEqualTo(3);
        assertThat(broker.told).isEmpty();

        assertThat(work.accept()).isTrue();
        assertThat(broker.told).containsExactly("accept 3", "commit");
    }

    @Test
    void anAcceptThatTheBrokerRefusesIsNone() {
        WorkTaker.Taken work = taken();
        broker.refusal = Optional.of(new InvalidRecordStateException("the lock has ended"));

        assertThat(work.accept()).isFalse();
    }

    @Test
    void whatIsReleasedIsNeverAccepted() {
        taken().release();

        assertThat(broker.told).containsExactly("release 3", "commit");
    }

    private WorkTaker.Taken taken() {
        broker.subscribe(List.of("work"));
        broker.addRecord(new ConsumerRecord<>("work", 0, 3, new byte[0], new byte[1]));
        return taker.take(Duration.ZERO).orElseThrow();
    }
}
