package io.toolstream.transport.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.GroupDeclaration;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import io.toolstream.transport.log.TransactionalWriter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class QueueIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final EmbeddedBroker BROKER = EmbeddedBroker.start();
    private static final Cluster CLUSTER = Cluster.at(BROKER.bootstrap());
    private static final List<String> QUEUES = List.of(
            "answered",
            "killed",
            "failing",
            "ending",
            "draining",
            "batch",
            "taken",
            "reserved",
            "given-back",
            "unwilling");
    private static final TopicAdmin ADMIN = TopicAdmin.open(CLUSTER, PATIENCE);
    private static final LogWriter WRITER = LogWriter.open(CLUSTER, PATIENCE);

    @BeforeAll
    static void declare() throws InterruptedException {
        List<TopicDeclaration> topics = new ArrayList<>();
        topics.add(TopicDeclaration.of("replies", 4));
        QUEUES.forEach(queue -> topics.add(TopicDeclaration.of(queue, 1)));
        ADMIN.apply(topics);
        ADMIN.applyGroups(QUEUES.stream()
                .map(queue -> GroupDeclaration.workQueue(queue, Duration.ofSeconds(60), 10))
                .toList());
    }

    @AfterAll
    static void stop() {
        WRITER.close();
        ADMIN.close();
        BROKER.close();
    }

    @Test
    void everyRequestIsAnsweredAndThenAccepted() throws InterruptedException {
        int requests = 40;
        for (int index = 0; index < requests; index++) {
            ask("answered", "q" + index);
        }
        assertThat(ADMIN.backlog("answered", "answered")).isEqualTo(requests);
        DeliveryHandler echo = delivery -> Optional.of(OutgoingRecord.of(
                "replies", delivery.record().keyText(), delivery.record().value()));
        try (Lanes lanes = Lanes.start(CLUSTER, settings("answered"), 3, echo, WRITER)) {
            Eventually.holds("backlog is empty", () -> ADMIN.backlog("answered", "answered") == 0);
            assertThat(lanes.counts().acceptedRecords()).isEqualTo(requests);
            assertThat(lanes.counts().releasedRecords()).isZero();
        }
        List<String> replies = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(CLUSTER, List.of("replies"))) {
            reader.readToEnd(PATIENCE, record -> replies.add(record.keyText()));
        }
        assertThat(replies)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, requests).mapToObj(i -> "q" + i).toList());
    }

    @Test
    void theRecordOfAKilledProcessGoesToAnotherLongBeforeItsLockEnds() throws Exception {
        ask("killed", "work");
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingWorker.class.getName(),
                        BROKER.bootstrap(),
                        "killed",
                        "killed")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Queue<Integer> counts = new ConcurrentLinkedQueue<>();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(worker.getInputStream(), UTF_8))) {
            assertThat(output.readLine()).isEqualTo("TAKEN work");
        } finally {
            worker.destroyForcibly().waitFor();
        }
        DeliveryHandler record = delivery -> {
            counts.add(delivery.count());
            return Optional.empty();
        };
        long start = System.nanoTime();
        try (Lanes lanes = Lanes.start(CLUSTER, settings("killed"), 1, record, WRITER)) {
            Eventually.holds("accepted", () -> lanes.counts().acceptedRecords() == 1);
        }
        assertThat(counts).containsExactly(2);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(55));
    }

    @Test
    void aLaneThatIsNotWillingLeavesTheWorkToOthersAndTakesSomeAgainLater() throws InterruptedException {
        AtomicBoolean willing = new AtomicBoolean(true);
        Queue<String> taken = new ConcurrentLinkedQueue<>();
        DeliveryHandler moody = new DeliveryHandler() {
            @Override
            public Optional<OutgoingRecord> handle(Delivery delivery) {
                taken.add("moody " + delivery.record().keyText());
                return Optional.empty();
            }

            @Override
            public boolean willing() {
                return willing.get();
            }
        };
        DeliveryHandler steady = delivery -> {
            taken.add("steady " + delivery.record().keyText());
            return Optional.empty();
        };
        try (Lanes lanes = Lanes.start(CLUSTER, settings("unwilling"), 1, moody, WRITER)) {
            ask("unwilling", "first");
            Eventually.holds("it takes work", () -> taken.contains("moody first"));
            willing.set(false);
            ask("unwilling", "second");
            try (Lanes _ = Lanes.start(CLUSTER, settings("unwilling"), 1, steady, WRITER)) {
                Eventually.holds("the other takes it", () -> taken.contains("steady second"));
            }
            willing.set(true);
            ask("unwilling", "third");
            Eventually.holds("it takes work again", () -> taken.contains("moody third"));
            assertThat(lanes.counts().lostLanes()).isZero();
        }
        assertThat(taken).hasSize(3);
    }

    @Test
    void aHandlerSeesHowOftenARecordWasTried() throws InterruptedException {
        ask("failing", "work");
        Queue<Integer> counts = new ConcurrentLinkedQueue<>();
        DeliveryHandler thirdTimeLucky = delivery -> {
            counts.add(delivery.count());
            if (delivery.count() < 3) {
                throw new IllegalStateException("this failure is part of the test");
            }
            return Optional.empty();
        };
        try (Lanes lanes = Lanes.start(CLUSTER, settings("failing"), 1, thirdTimeLucky, WRITER)) {
            Eventually.holds("accepted", () -> lanes.counts().acceptedRecords() == 1);
            assertThat(lanes.counts().releasedRecords()).isEqualTo(2);
        }
        assertThat(counts).containsExactly(1, 2, 3);
    }

    @Test
    void aLaneThatEndsByAnErrorIsCountedAndGivesItsRecordBack() throws InterruptedException {
        ask("ending", "work");
        DeliveryHandler broken = delivery -> {
            throw new LinkageError("this error is part of the test");
        };
        try (Lanes lanes = Lanes.start(CLUSTER, settings("ending"), 1, broken, WRITER)) {
            Eventually.holds("lost", () -> lanes.counts().lostLanes() == 1);
            assertThat(lanes.counts().busyLanes()).isZero();
        }
        assertThat(ADMIN.backlog("ending", "ending")).isEqualTo(1);
    }

    @Test
    void closingWaitsForWorkThatEndsAndGivesBackWorkThatDoesNot() throws InterruptedException {
        ask("draining", "endless");
        var begun = new CountDownLatch(1);
        DeliveryHandler endless = delivery -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Optional.empty();
        };
        var hasty = new QueueSettings("draining", "draining", "hasty", Duration.ofMillis(100));
        try (Lanes _ = Lanes.start(CLUSTER, hasty, 1, endless, WRITER)) {
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        }
        var release = new CountDownLatch(1);
        var second = new CountDownLatch(1);
        DeliveryHandler slow = delivery -> {
            second.countDown();
            release.await();
            return Optional.empty();
        };
        Lanes lanes = Lanes.start(CLUSTER, settings("draining"), 1, slow, WRITER);
        assertThat(second.await(60, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.ofPlatform().start(lanes::close);
        release.countDown();
        closing.join();
        assertThat(lanes.counts().acceptedRecords()).isEqualTo(1);
        assertThat(ADMIN.backlog("draining", "draining")).isZero();
    }

    @Test
    void aBatchOfOneProducerIsSharedByTheLanes() throws InterruptedException {
        List<OutgoingRecord> batch = IntStream.range(0, 3)
                .mapToObj(index -> OutgoingRecord.of("batch", "q" + index, new byte[10]))
                .toList();
        try (TransactionalWriter writer = TransactionalWriter.open(CLUSTER, "batch", PATIENCE)) {
            writer.commit(batch);
        }
        // Three lanes meet here: none of them gets past while another one's record waits behind its own.
        var meeting = new CyclicBarrier(3);
        DeliveryHandler meet = delivery -> {
            try {
                meeting.await(60, TimeUnit.SECONDS);
            } catch (BrokenBarrierException | TimeoutException alone) {
                throw new IllegalStateException(alone);
            }
            return Optional.empty();
        };
        try (Lanes lanes = Lanes.start(CLUSTER, settings("batch"), 3, meet, WRITER)) {
            Eventually.holds("all accepted", () -> lanes.counts().acceptedRecords() == 3);
            assertThat(lanes.counts().releasedRecords()).isZero();
        }
    }

    @Test
    void whatIsTakenIsNeverHandedOutAgainAndAbortedWorkNeverAtAll() throws Exception {
        var properties = CLUSTER.properties();
        properties.put("transactional.id", "aborted");
        try (var aborted = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            aborted.initTransactions();
            aborted.beginTransaction();
            aborted.send(new ProducerRecord<>("taken", "aborted".getBytes(UTF_8), new byte[1]))
                    .get();
            aborted.abortTransaction();
        }
        ask("taken", "first");
        ask("taken", "second");
        try (WorkTaker taker = WorkTaker.open(CLUSTER, settings("taken"))) {
            assertThat(take(taker)).isEqualTo("first");
        }
        try (WorkTaker taker = WorkTaker.open(CLUSTER, settings("taken"))) {
            assertThat(take(taker)).isEqualTo("second");
            // Only a fetch moves the group past the aborted record, so somebody must go on asking.
            Eventually.holds("nothing is left", () -> {
                assertThat(taker.take(Duration.ofMillis(200))).isEmpty();
                return ADMIN.backlog("taken", "taken") == 0;
            });
        }
    }

    @Test
    void aTakerThatIsBusyKeepsNothingFromOthers() throws InterruptedException {
        ask("reserved", "first");
        ask("reserved", "second");
        try (WorkTaker busy = WorkTaker.open(CLUSTER, settings("reserved"))) {
            assertThat(take(busy)).isEqualTo("first");
            try (WorkTaker free = WorkTaker.open(CLUSTER, settings("reserved"))) {
                assertThat(take(free)).isEqualTo("second");
            }
        }
    }

    @Test
    void whatIsNotAcceptedGoesToAnother() throws InterruptedException {
        ask("given-back", "work");
        try (WorkTaker refusing = WorkTaker.open(CLUSTER, settings("given-back"))) {
            Eventually.holds("work was taken", () -> {
                Optional<WorkTaker.Taken> work = refusing.take(Duration.ofMillis(200));
                work.ifPresent(WorkTaker.Taken::release);
                return work.isPresent();
            });
        }
        try (WorkTaker dying = WorkTaker.open(CLUSTER, settings("given-back"))) {
            Eventually.holds(
                    "work was taken", () -> dying.take(Duration.ofMillis(200)).isPresent());
        }
        try (WorkTaker taker = WorkTaker.open(CLUSTER, settings("given-back"))) {
            assertThat(take(taker)).isEqualTo("work");
        }
    }

    private static String take(WorkTaker taker) throws InterruptedException {
        Queue<String> taken = new ConcurrentLinkedQueue<>();
        Eventually.holds("work was taken", () -> {
            taker.take(Duration.ofMillis(200))
                    .filter(WorkTaker.Taken::accept)
                    .ifPresent(work -> taken.add(work.delivery().record().keyText()));
            return !taken.isEmpty();
        });
        return taken.remove();
    }

    private static void ask(String queue, String key) throws InterruptedException {
        WRITER.write(OutgoingRecord.of(queue, key, key.getBytes(UTF_8)));
    }

    private static QueueSettings settings(String queue) {
        return QueueSettings.of(queue, queue, "test");
    }
}
