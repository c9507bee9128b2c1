package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.NAMES;
import static io.toolstream.trajectories.stream.Plays.PROBLEM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// 2,000 groups of 8 samples, in an order drawn from a seed: requests and samples in any order, a tenth of the
/// samples twice, one sample of every twentieth group too late. A process is killed in the middle, and
/// deadlines pass while samples keep coming.
@Timeout(240)
class GroupLoadIT {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLoadIT.class);
    private static final int GROUPS = 2_000;
    private static final int SIZE = 8;
    private static final int LATE_EVERY = 20;
    private static final int LATE_SAMPLE = 5;
    private static final long SEED = 20_260_101;

    private final ServiceRun run = new ServiceRun();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Callback failed = (_, thrown) -> failure.compareAndSet(null, thrown);
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(run.cluster().properties(), new ByteArraySerializer(), new ByteArraySerializer());
    private final Instant now = InstantSource.system().instant();
    private final Random random = new Random(SEED);
    private final Map<String, TrajectoryId> first = new HashMap<>();
    private final List<Play> written = new ArrayList<>();
    private int groupsSeen;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTopics() throws InterruptedException {
        run.makeTopicsAndTheAnswer();
    }

    @AfterEach
    void stop() {
        producer.close();
        run.close();
    }

    /// A record for one of the inputs.
    @SuppressWarnings("ArrayRecordComponent")
    private record Play(Topic topic, long group, int sample, byte[] value) {}

    @Test
    void everySampleCountsOnceThoughAProcessIsKilledAndDeadlinesPassUnderLoad() throws Exception {
        List<Play> early = plays(0, GROUPS / 2);
        List<Play> later = plays(GROUPS / 2, GROUPS);
        Path state = folder.resolve("state");
        Process killed = ServiceProcess.start(run.bootstrap(), state);
        try {
            write(early.subList(0, early.size() / 2));
            Eventually.holds("some groups have ended", () -> groupsSeen() > 0);
            write(early.subList(early.size() / 2, early.size()));
        } finally {
            killed.destroyForcibly().waitFor();
        }
        int before = groupsSeen();
        Process restarted = ServiceProcess.start(run.bootstrap(), state);
        try {
            long start = System.nanoTime();
            Eventually.holds("the first group after the kill", () -> groupsSeen() > before);
            LOG.info("first group {} ms after the kill", millisSince(start));
            long working = System.nanoTime();
            int ended = groupsSeen();
            write(later);
            Eventually.holds("all whole groups have ended", () -> groupsSeen() == GROUPS - GROUPS / LATE_EVERY);
            LOG.info("{} groups/s, {} MB resident", rate(working, groupsSeen - ended), residentMegabytes(restarted));
        } finally {
            restarted.destroyForcibly().waitFor();
        }

        endTheRestWhileSamplesKeepComing(state);
        assertThat(failure.get()).isNull();
        count();
    }

    /// The clock of this service is an hour ahead from the moment on that all samples but the late ones are
    /// written.
    private void endTheRestWhileSamplesKeepComing(Path state) throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> InstantSource.system().instant().plus(ahead.get());
        TrajectoryService service = ServiceProcess.service(run.bootstrap(), state, clock);
        List<Play> again = List.copyOf(written.subList(0, 2_000));
        Future<?> ended = run.inBackground(service);
        try (service) {
            Eventually.holds("it works", service::ready);
            ahead.set(Duration.ofHours(1));
            int[] next = {0};
            Eventually.holds("all groups have ended", () -> {
                write(List.of(again.get(next[0]++ % again.size()), again.get(next[0]++ % again.size())));
                return groupsSeen() == GROUPS;
            });
            write(lateSamples());
            long samples = written.stream()
                    .filter(play -> play.topic().equals(Topics.TRAJECTORIES))
                    .count();
            long members = (long) GROUPS * SIZE - GROUPS / LATE_EVERY;
            Eventually.holds("all samples are counted", () -> run.superseded() == samples - members);
            assertThat(run.responses()).isEqualTo(members);
        }
        ended.get();
    }

    private void count() {
        List<TrajectoryGroup> groups = run.groups();
        assertThat(groups)
                .extracting(TrajectoryGroup::groupId)
                .doesNotHaveDuplicates()
                .hasSize(GROUPS);
        for (TrajectoryGroup group : groups) {
            boolean late = late(group.groupId());
            assertThat(group.outcome()).isEqualTo(late ? Outcome.PARTIAL : Outcome.TRAINABLE);
            assertThat(group.members()).hasSize(late ? SIZE - 1 : SIZE);
            for (GroupMember member : group.members()) {
                assertThat(member.trajectoryId()).isEqualTo(first.get(group.groupId() + "/" + member.sampleIndex()));
            }
        }
    }

    private List<Play> plays(long from, long to) {
        List<Play> plays = new ArrayList<>();
        for (long group = from; group < to; group++) {
            plays.add(new Play(
                    Topics.ROLLOUT_REQUESTS,
                    group,
                    -1,
                    run.bytes(Plays.request(group, SIZE, PROBLEM, now.plusSeconds(1_800)))));
            for (int sample = 0; sample < SIZE; sample++) {
                if (!late(group) || sample != LATE_SAMPLE) {
                    plays.add(play(group, sample, 1));
                    if (random.nextInt(10) == 0) {
                        plays.add(play(group, sample, 2));
                    }
                }
            }
        }
        Collections.shuffle(plays, random);
        return plays;
    }

    private List<Play> lateSamples() {
        List<Play> plays = new ArrayList<>();
        for (long group = 0; group < GROUPS; group++) {
            if (late(group)) {
                plays.add(play(group, LATE_SAMPLE, 1));
            }
        }
        return plays;
    }

    private static boolean late(long group) {
        return group % LATE_EVERY == 0;
    }

    private Play play(long group, int sample, int attempt) {
        Trajectory trajectory = Plays.answered(group, sample, attempt, sample % 2 == 0 ? "42" : "1");
        return new Play(Topics.TRAJECTORIES, group, sample, run.bytes(trajectory));
    }

    /// Requests too are written without a transaction here; the first of a sample in this order is the first on
    /// its log.
    private void write(List<Play> plays) {
        for (Play play : plays) {
            byte[] key = Long.toString(play.group()).getBytes(UTF_8);
            var _ = producer.send(new ProducerRecord<>(play.topic().in(NAMES), key, play.value()), failed);
            written.add(play);
            if (play.sample() >= 0) {
                first.putIfAbsent(
                        play.group() + "/" + play.sample(),
                        run.trajectory(play.value()).trajectoryId());
            }
        }
        producer.flush();
    }

    private int groupsSeen() {
        groupsSeen += run.groupsSinceLast();
        return groupsSeen;
    }

    private static String millisSince(long start) {
        return Long.toString(Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    private static String rate(long start, int groups) {
        return Long.toString(groups * 1_000_000_000L / Math.max(1, System.nanoTime() - start));
    }

    /// The most memory that a process has held so far.
    private static String residentMegabytes(Process process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.toString(Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10);
            }
        }
        return "unknown";
    }
}
