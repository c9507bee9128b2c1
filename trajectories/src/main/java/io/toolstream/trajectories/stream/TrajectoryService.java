package io.toolstream.trajectories.stream;

import io.toolstream.grading.RewardFunction;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.WriterSchema;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program that grades trajectories, ends every training request in exactly one group, and sums up
/// evaluations.
///
/// What it writes, what it remembers and how far it has read change together in one transaction, so it may be
/// killed at any time. A failure that it cannot outlive ends [#run()]; the process is then to be started again.
public final class TrajectoryService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrajectoryService.class);
    private static final Duration CLOSE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TrajectoryServiceSettings settings;
    private final RewardFunction reward;
    private final Codecs codecs;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable KafkaStreams streams;
    private volatile boolean running;

    /// A service that has not started.
    public TrajectoryService(
            TrajectoryServiceSettings settings, RewardFunction reward, Codecs codecs, InstantSource clock) {
        this.settings = settings;
        this.reward = reward;
        this.codecs = codecs;
        this.clock = clock;
    }

    /// Works until [#close()].
    ///
    /// @throws IllegalStateException if the inputs cannot be joined, or processing failed
    /// @throws LogUnavailableException if the cluster does not answer at the start
    public void run() throws InterruptedException {
        publishSchemas();
        try (ReadProgress progress = openProgress()) {
            KafkaStreams working = new KafkaStreams(topology(progress), properties());
            try {
                start(working);
                streams = working;
                followUntilStopped(progress);
            } finally {
                streams = null;
                running = false;
                working.close(CLOSE);
            }
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException(
                    "the trajectory service of run %s failed: %s"
                            .formatted(settings.names().run(), cause.getMessage()),
                    cause);
        }
    }

    /// Whether it has taken its place in the group and restored what it remembers.
    public boolean ready() {
        return running;
    }

    /// What it has summed up so far. May be asked from any thread while it runs.
    public Figures figures() {
        return new Figures(() -> streams);
    }

    /// Lets [#run()] finish its transaction and return.
    @Override
    public void close() {
        stop.countDown();
    }

    private void publishSchemas() throws InterruptedException {
        try (LogWriter writer = LogWriter.open(settings.cluster(), PATIENCE)) {
            for (WriterSchema schema : codecs.writerSchemas()) {
                writer.write(OutgoingRecord.of(Topics.SCHEMAS.in(settings.names()), schema.key(), schema.value()));
            }
        }
    }

    private ReadProgress openProgress() throws InterruptedException {
        Names names = settings.names();
        return ReadProgress.open(settings.cluster(), Topics.applicationId(names), GroupTopology.inputs(names), clock);
    }

    private Topology topology(Horizon horizon) {
        return GroupTopology.of(new GroupProcessor.Grading(
                settings.names(), codecs, reward, settings.spreadNeeded(), settings.tick(), horizon));
    }

    private void start(KafkaStreams working) {
        working.setUncaughtExceptionHandler(thrown -> {
            failure.compareAndSet(null, thrown);
            stop.countDown();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        working.setStateListener((now, _) -> {
            running = now == KafkaStreams.State.RUNNING;
            if (now == KafkaStreams.State.ERROR) {
                failure.compareAndSet(null, new IllegalStateException("Kafka Streams is in state ERROR"));
                stop.countDown();
            }
        });
        working.start();
    }

    private void followUntilStopped(ReadProgress progress) throws InterruptedException {
        while (!stop.await(settings.tick().toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                progress.refresh();
            } catch (LogUnavailableException silence) {
                LOG.warn("deadlines wait: {}", silence.getMessage());
            }
        }
    }

    /// Static membership gives a restarted process its partitions back without waiting for its session to end;
    /// its transactions are fenced by their ids, which the state directory keeps.
    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(settings.cluster().properties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Topics.applicationId(settings.names()));
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.stateDirectory().resolve("slot-" + settings.slot()).toString());
        properties.put(
                StreamsConfig.consumerPrefix("group.instance.id"),
                Topics.applicationId(settings.names()) + "-" + settings.slot());
        properties.put(StreamsConfig.mainConsumerPrefix("auto.offset.reset"), "earliest");
        return properties;
    }
}
