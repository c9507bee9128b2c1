package io.toolstream.rollout.worker;

import io.toolstream.policy.text.TokenText;
import io.toolstream.rollout.engine.Engine;
import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.rollout.engine.SampleRequest;
import io.toolstream.rollout.record.TrajectoryRecorder;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.codec.RecordTooLargeException;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.code.CodeAsker;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.queue.Delivery;
import io.toolstream.transport.queue.WorkTaker;
import io.toolstream.transport.weights.WeightFollower;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one start of a worker does with one policy: follows versions, takes requests, plays, writes and beats. For one
/// thread.
///
/// An evaluation is played with the version it names and nothing else: while one is in play no weights are swapped, and
/// one that names another version waits until nothing is in play.
final class Shift {
    private static final Logger LOG = LoggerFactory.getLogger(Shift.class);
    private static final int RATE_BEATS = 3;
    private static final Duration IDLE = Duration.ofMillis(50);
    private static final Duration TAKE_PAUSE = Duration.ofMillis(30);

    private final RolloutWorkerSettings settings;
    private final Codecs codecs;
    private final InstantSource clock;
    private final Incarnation incarnation;
    private final PublishedPolicy policy;
    private final Engine engine;
    private final TrajectoryRecorder recorder;
    private final WeightFollower follower;
    private final WorkTaker training;
    private final WorkTaker evaluation;
    private final LogWriter writer;
    private final ExecutorService background;
    private final GroupsInPlay groups = new GroupsInPlay();
    private final IdentityHashMap<SampleRequest, SamplePlayed> played = new IdentityHashMap<>();
    private final Set<SamplePlayed> unacknowledged = new HashSet<>();
    private final Queue<Runnable> acknowledgements = new ConcurrentLinkedQueue<>();
    private @Nullable CompletableFuture<Loaded> loading;
    private @Nullable RolloutRequest held;
    private Instant nextBeat;
    private Instant nextTake = Instant.EPOCH;
    private long beats;
    private long samplesDone;
    private long tokensDone;
    private double tokensPerSecond;
    private Instant rateSince;
    private volatile @Nullable WorkerBeat told;

    private record Loaded(long version, Map<String, float[]> weights) {}

    /// Where a shift's work comes from and goes to; all of it is the worker's to close.
    record Places(
            WeightFollower follower,
            WorkTaker training,
            WorkTaker evaluation,
            LogWriter writer,
            ExecutorService background) {}

    Shift(
            RolloutWorkerSettings settings,
            Codecs codecs,
            InstantSource clock,
            Incarnation incarnation,
            PublishedPolicy policy,
            Engine engine,
            TrajectoryRecorder recorder,
            Places places) {
        this.settings = settings;
        this.codecs = codecs;
        this.clock = clock;
        this.incarnation = incarnation;
        this.policy = policy;
        this.engine = engine;
        this.recorder = recorder;
        this.follower = places.follower();
        this.training = places.training();
        this.evaluation = places.evaluation();
        this.writer = places.writer();
        this.background = places.background();
        this.nextBeat = clock.instant();
        this.rateSince = nextBeat;
    }

    /// Has the program of a sample run; the engine calls this.
    static CompletableFuture<ProgramResult> call(
            CodeAsker asker, SamplePlayed sample, int turn, String code, Incarnation incarnation, Duration wall) {
        long asked = System.nanoTime();
        RolloutRequest request = sample.request();
        TrajectoryId id =
                TrajectoryId.of(request.purpose(), request.seq(), sample.index(), request.attempt(), incarnation);
        return asker.ask(id, turn, Program.of(code).with(Limits.USUAL.withWall(wall)))
                .thenApply(answer -> {
                    sample.answered(answer, Duration.ofNanos(System.nanoTime() - asked));
                    return answer.result().result();
                });
    }

    /// The sample that `asked` is, while it is in play.
    SamplePlayed sample(SampleRequest asked) {
        SamplePlayed sample = played.get(asked);
        if (sample == null) {
            throw new IllegalStateException("sample %d is not in play".formatted(asked.key()));
        }
        return sample;
    }

    /// The last beat; called from other threads too.
    Optional<WorkerBeat> told() {
        return Optional.ofNullable(told);
    }

    /// One round.
    void turn() throws InterruptedException {
        followVersions();
        takeWork();
        for (PlayedSample sample : engine.step(IDLE)) {
            write(sample);
        }
        acknowledge();
        if (!clock.instant().isBefore(nextBeat)) {
            beat();
        }
    }

    /// Says that nothing is in play any more.
    void end() {
        groups.stop();
        beat();
    }

    private void followVersions() throws InterruptedException {
        follower.poll(Duration.ZERO);
        if (loading != null && loading.isDone()) {
            Loaded loaded = loading.join();
            loading = null;
            if (!groups.playing(Purpose.EVALUATION) && held == null && loaded.version() > engine.version()) {
                engine.swap(loaded.weights(), Math.toIntExact(loaded.version()));
            }
        }
        Optional<WeightManifest> newest = follower.newest();
        if (loading == null && newest.isPresent() && newest.get().version() > engine.version()) {
            WeightManifest manifest = newest.get();
            loading = CompletableFuture.supplyAsync(() -> load(manifest), background);
        }
        if (held != null && engine.inPlay() == 0) {
            playHeld(held);
        }
    }

    private Loaded load(WeightManifest manifest) {
        try {
            return new Loaded(manifest.version(), policy.weights(manifest));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "closing while version %d was fetched".formatted(manifest.version()), closing);
        }
    }

    private void playHeld(RolloutRequest request) throws InterruptedException {
        long wanted = Optional.ofNullable(request.version()).orElse(0L);
        Optional<WeightManifest> manifest = follower.version(wanted);
        if (manifest.isPresent()) {
            engine.swap(policy.weights(manifest.get()), Math.toIntExact(wanted));
            held = null;
            play(request);
        }
    }

    /// Asking an empty queue costs as much as writing a token, so while samples are in play it is not asked again at
    /// once.
    private void takeWork() throws InterruptedException {
        boolean idle = engine.inPlay() == 0;
        if (held != null || engine.freeSlots() < settings.groupSamples() || waiting()) {
            return;
        }
        if (!idle && clock.instant().isBefore(nextTake)) {
            return;
        }
        if (!taken(idle ? IDLE : Duration.ZERO)) {
            nextTake = clock.instant().plus(TAKE_PAUSE);
        }
    }

    private boolean taken(Duration wait) throws InterruptedException {
        Optional<RolloutRequest> asked = request(evaluation.take(wait));
        if (asked.isPresent()) {
            RolloutRequest request = asked.get();
            groups.taken(request);
            nextBeat = clock.instant();
            Long version = request.version();
            if (version != null && version != engine.version()) {
                held = request;
            } else {
                play(request);
            }
            return true;
        }
        if (groups.playing(Purpose.EVALUATION)) {
            return false;
        }
        Optional<RolloutRequest> training = request(this.training.take(wait));
        training.ifPresent(request -> {
            groups.taken(request);
            nextBeat = clock.instant();
            play(request);
        });
        return training.isPresent();
    }

    private boolean waiting() {
        return engine.inPlay() + settings.groupSamples() > settings.sequences();
    }

    private Optional<RolloutRequest> request(Optional<Delivery> delivery) {
        try {
            return delivery.map(taken ->
                    codecs.rolloutRequests().decode(taken.record().body().orElseGet(() -> new byte[0])));
        } catch (DecodeException broken) {
            // Its group ends at its deadline; what does not decode cannot be named in a beat.
            LOG.atWarn().setCause(broken).log("a request was dropped");
            return Optional.empty();
        }
    }

    private void play(RolloutRequest request) {
        TokenText prompt = policy.format().prompt(request.question(), settings.tools());
        Instant now = clock.instant();
        List<SampleRequest> group = new ArrayList<>();
        for (int index : request.samples()) {
            SamplePlayed sample = SamplePlayed.of(request, index, prompt, now);
            SampleRequest asked = sample.asked();
            played.put(asked, sample);
            group.add(asked);
            if (group.size() == settings.sequences()) {
                engine.submit(group);
                group = new ArrayList<>();
            }
        }
        if (!group.isEmpty()) {
            engine.submit(group);
        }
    }

    private void write(PlayedSample ended) {
        SamplePlayed sample = played.remove(ended.request());
        if (sample == null) {
            throw new IllegalStateException("a sample ended that was not in play");
        }
        RolloutRequest request = sample.request();
        Trajectory trajectory =
                recorder.record(request, sample.index(), sample.prompt(), ended, sample.calls(), times(sample));
        tokensDone += trajectory.counts().policyTokens();
        byte[] value;
        try {
            value = codecs.trajectories().encode(trajectory);
        } catch (RecordTooLargeException large) {
            LOG.atWarn().setCause(large).log("a trajectory was not written, its sample is played again");
            groups.missing(request, sample.index());
            return;
        }
        unacknowledged.add(sample);
        boolean gradable = trajectory.finish().gradable();
        var _ = writer.send(OutgoingRecord.of(
                        Topics.TRAJECTORIES.in(settings.names()), Long.toString(request.seq()), value))
                .whenComplete((_, failure) -> acknowledgements.add(() -> {
                    unacknowledged.remove(sample);
                    if (failure == null && gradable) {
                        samplesDone++;
                        groups.written(request, sample.index());
                    } else {
                        groups.missing(request, sample.index());
                    }
                }));
    }

    private Times times(SamplePlayed sample) {
        Instant now = clock.instant();
        Duration waited = Duration.ofNanos(sample.waitedNanos().get());
        Duration played = Duration.between(sample.started(), now).minus(waited);
        return new Times(
                sample.request().issued(),
                sample.started(),
                null,
                now,
                played.isNegative() ? Duration.ZERO : played,
                waited);
    }

    private void acknowledge() {
        Runnable next = acknowledgements.poll();
        while (next != null) {
            next.run();
            next = acknowledgements.poll();
        }
    }

    /// Beats are early when work is taken, so a rate is measured over several of the usual ones.
    private void measure(Instant now) {
        Duration since = Duration.between(rateSince, now);
        if (since.compareTo(settings.beat().multipliedBy(RATE_BEATS)) >= 0) {
            tokensPerSecond = tokensDone * 1e3 / since.toMillis();
            tokensDone = 0;
            rateSince = now;
        }
    }

    private void beat() {
        Instant now = clock.instant();
        measure(now);
        WorkerBeat beat = new WorkerBeat(
                settings.runId(),
                settings.worker(),
                incarnation,
                beats++,
                groups.tell(),
                samplesDone,
                (long) engine.version(),
                Map.of("tokensPerSecond", tokensPerSecond, "inPlay", (double) engine.inPlay()),
                now);
        nextBeat = now.plus(settings.beat());
        told = beat;
        var _ = writer.send(OutgoingRecord.of(
                        Topics.WORKERS.in(settings.names()),
                        settings.worker(),
                        codecs.workerBeats().encode(beat)))
                .exceptionally(failure -> {
                    LOG.atWarn().setCause(failure).log("a beat was not written");
                    throw new IllegalStateException(failure);
                });
    }
}
