package io.toolstream.rollout.worker;

import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.rollout.engine.CodeCalls;
import io.toolstream.rollout.engine.Engine;
import io.toolstream.rollout.engine.EngineSettings;
import io.toolstream.rollout.record.TrajectoryRecorder;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.WorkerIdentity;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.WriterSchema;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.blob.KafkaBlobStore;
import io.toolstream.transport.code.CodeAsker;
import io.toolstream.transport.code.CodeAskerSettings;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.queue.QueueSettings;
import io.toolstream.transport.queue.WorkTaker;
import io.toolstream.transport.weights.WeightFollower;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// The program that plays trajectories. It keeps nothing: killed at any point, what it had taken is issued again when
/// its beats stay away.
public final class RolloutWorker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int CALL_ATTEMPTS = 3;

    private final RolloutWorkerSettings settings;
    private final TorchRuntime torch;
    private final Codecs codecs;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<Shift> shift = new AtomicReference<>();
    private volatile boolean playing;

    /// A worker that has not started.
    ///
    /// @param torch the caller's, to be closed after [#run()] has returned
    /// @param random names this start and its code calls; draws of the policy do not depend on it
    public RolloutWorker(
            RolloutWorkerSettings settings,
            TorchRuntime torch,
            Codecs codecs,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.torch = torch;
        this.codecs = codecs;
        this.clock = clock;
        this.random = random;
    }

    /// Waits for version 0, then plays until [#close()].
    ///
    /// @throws io.toolstream.transport.log.LogUnavailableException if the cluster does not answer at the start
    public void run() throws InterruptedException, IOException {
        try (LogWriter writer = LogWriter.open(settings.cluster(), PATIENCE);
                WeightFollower follower = WeightFollower.open(
                        settings.cluster(), Topics.WEIGHTS.in(settings.names()), codecs.weightManifests())) {
            publishSchemas(writer);
            follower.catchUp(PATIENCE);
            while (follower.version(0).isEmpty() && open()) {
                follower.poll(LOOK);
            }
            if (open()) {
                work(writer, follower);
            }
        } finally {
            playing = false;
        }
    }

    /// Whether it has a policy and takes requests.
    public boolean ready() {
        return playing;
    }

    /// What it has told the others last; absent until it plays.
    public Optional<WorkerBeat> beat() {
        return Optional.ofNullable(shift.get()).flatMap(Shift::told);
    }

    /// Lets [#run()] return; what is in play is given up.
    @Override
    public void close() {
        stop.countDown();
    }

    private boolean open() {
        return stop.getCount() > 0;
    }

    private void publishSchemas(LogWriter writer) throws InterruptedException {
        for (WriterSchema schema : codecs.writerSchemas()) {
            writer.write(OutgoingRecord.of(Topics.SCHEMAS.in(settings.names()), schema.key(), schema.value()));
        }
    }

    private void work(LogWriter writer, WeightFollower follower) throws InterruptedException, IOException {
        Incarnation incarnation = Incarnation.fresh(random);
        KafkaBlobStore store = new KafkaBlobStore(
                settings.cluster(), Topics.WEIGHT_CHUNKS.in(settings.names()), writer, codecs.weightChunks(), PATIENCE);
        Optional<WeightManifest> newest = follower.newest();
        WeightManifest first = follower.version(0).orElseThrow();
        try (PublishedPolicy policy = PublishedPolicy.fetch(torch, store, first, newest.orElse(first), settings);
                CodeAsker asker = CodeAsker.open(callSettings(incarnation), codecs, writer, random);
                Engine engine = engine(policy, calls(asker, incarnation));
                WorkTaker training = taker(Topics.ROLLOUT_REQUESTS);
                WorkTaker evaluation = taker(Topics.EVAL_REQUESTS);
                ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
            engine.version(Math.toIntExact(newest.orElse(first).version()));
            TrajectoryRecorder recorder = new TrajectoryRecorder(
                    policy.tokenizer(), policy.identity(), identity(incarnation), settings.observation());
            Shift work = new Shift(
                    settings,
                    codecs,
                    clock,
                    incarnation,
                    policy,
                    engine,
                    recorder,
                    new Shift.Places(follower, training, evaluation, writer, background));
            shift.set(work);
            playing = true;
            while (open()) {
                work.turn();
            }
            work.end();
        }
    }

    private CodeCalls calls(CodeAsker asker, Incarnation incarnation) {
        return (sample, turn, program) -> Shift.call(asker, shift.get().sample(sample), turn, program, incarnation);
    }

    private Engine engine(PublishedPolicy policy, CodeCalls calls) {
        return new Engine(
                policy.decoder(),
                policy.format(),
                new EngineSettings(
                        settings.tools(),
                        settings.sequences(),
                        settings.positions(),
                        Set.of(),
                        settings.programs(),
                        settings.observation()),
                calls);
    }

    private CodeAskerSettings callSettings(Incarnation incarnation) {
        return new CodeAskerSettings(
                settings.cluster(),
                settings.names(),
                settings.runId(),
                settings.worker(),
                incarnation,
                "std",
                settings.callPatience(),
                CALL_ATTEMPTS,
                settings.sequences());
    }

    private WorkTaker taker(Topic topic) {
        return WorkTaker.open(
                settings.cluster(),
                QueueSettings.of(topic.in(settings.names()), topic.groupIn(settings.names()), settings.worker()));
    }

    private WorkerIdentity identity(Incarnation incarnation) {
        return new WorkerIdentity(
                settings.worker(), incarnation, settings.build(), "cpu", "f32", WorkerIdentity.KvOnSwap.KEEP);
    }
}
