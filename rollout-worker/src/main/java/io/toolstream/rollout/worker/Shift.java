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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one start of a worker does with one policy: follows versions, takes requests, plays, writes and beats. For one
/// thread.
///
/// What to do is decided by [Intake] and [VersionPlan]; here it is done.
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
    private final VersionPlan versions = new VersionPlan();
    private final Intake intake;
    private final IdentityHashMap<SampleRequest, SamplePlayed> played = new IdentityHashMap<>();
    private final Queue<Runnable> acknowledgements = new ConcurrentLinkedQueue<>();
    private @Nullable CompletableFuture<VersionPlan.Fetched> fetching;
    private Instant nextBeat;
    private Instant nextTake = Instant.EPOCH;
    private long beats;
    private long samplesDone;
    private long tokensDone;
    private double tokensPerSecond;
    private Instant rateSince;
    private volatile @Nullable WorkerBeat told;

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
        this.intake = new Intake(groups, settings.positions());
        this.nextBeat = clock.instant();
        this.rateSince = nextBeat;
    }

    /// Has the program of a sample run; the engine calls this.
    static CompletableFuture<ProgramResult> call(
            CodeAsker asker, SamplePlayed sample, int turn, Program program, Incarnation incarnation) {
        long asked = System.nanoTime();
        RolloutRequest request = sample.request();
        TrajectoryId id =
                TrajectoryId.of(request.purpose(), request.seq(), sample.index(), request.attempt(), incarnation);
        return asker.ask(id, turn, program).thenApply(answer -> {
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
        List<PlayedSample> ended = engine.step(IDLE);
        begin(engine.begun());
        for (PlayedSample sample : ended) {
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

    private void followVersions() {
        follower.poll(versions.waiting(engine.inPlay()) ? IDLE : Duration.ZERO);
        Instant now = clock.instant();
        versions.overdue(now)
                .ifPresent(request -> drop(request, "version %d was not there in time".formatted(request.version())));
        collect(now);
        Optional<WeightManifest> wanted = versions.held().map(this::named).orElseGet(follower::newest);
        if (fetching == null
                && wanted.isPresent()
                && versions.fetches(wanted.get().version(), engine.version(), now)) {
            WeightManifest manifest = wanted.get();
            fetching = CompletableFuture.supplyAsync(() -> fetch(manifest), background);
        }
        versions.swap(engine.version(), groups.playing(Purpose.EVALUATION), engine.inPlay())
                .ifPresent(next -> engine.swap(next.weights(), Math.toIntExact(next.version())));
        versions.ready(engine.version()).ifPresent(this::play);
    }

    private Optional<WeightManifest> named(RolloutRequest held) {
        return Optional.ofNullable(held.version()).flatMap(follower::version);
    }

    private void collect(Instant now) {
        if (fetching == null || !fetching.isDone()) {
            return;
        }
        try {
            versions.fetched(fetching.join());
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Error) {
                throw failure;
            }
            // The version at hand goes on writing; how far it may fall behind is for the learner to judge.
            LOG.atWarn().setCause(failure).log("weights could not be fetched, which is tried again");
            versions.failed(now);
        }
        fetching = null;
    }

    private VersionPlan.Fetched fetch(WeightManifest manifest) {
        try {
            return new VersionPlan.Fetched(manifest.version(), policy.weights(manifest));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "closing while version %d was fetched".formatted(manifest.version()), closing);
        }
    }

    /// Asking an empty queue costs as much as writing a token, so while samples are in play it is not asked again at
    /// once.
    private void takeWork() throws InterruptedException {
        boolean idle = engine.inPlay() == 0;
        if (versions.held().isPresent() || engine.freeSlots() < settings.groupSamples() || waiting()) {
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
        Optional<WorkTaker.Taken> taken = evaluation.take(wait);
        if (taken.isEmpty() && !groups.playing(Purpose.EVALUATION)) {
            taken = training.take(wait);
        }
        if (taken.isPresent()) {
            claim(taken.get());
        }
        return taken.isPresent();
    }

    private void claim(WorkTaker.Taken taken) throws InterruptedException {
        Optional<RolloutRequest> decoded = request(taken.delivery());
        if (decoded.isEmpty()) {
            var _ = taken.accept();
            return;
        }
        RolloutRequest request = decoded.get();
        if (!intake.claimed(request, () -> writer.write(nextBeat()), taken::accept, taken::release)) {
            nextBeat = clock.instant();
            return;
        }
        Long version = request.version();
        boolean otherVersion = version != null && version != engine.version();
        if (otherVersion && !Intake.overdue(request, clock.instant())) {
            versions.hold(request);
        } else {
            play(request);
        }
    }

    private boolean waiting() {
        return engine.inPlay() + settings.groupSamples() > settings.sequences();
    }

    private Optional<RolloutRequest> request(Delivery delivery) {
        try {
            return Optional.of(
                    codecs.rolloutRequests().decode(delivery.record().body().orElseGet(() -> new byte[0])));
        } catch (DecodeException broken) {
            // Its group ends at its deadline; what does not decode cannot be named in a beat.
            LOG.atWarn().setCause(broken).log("a request was dropped");
            return Optional.empty();
        }
    }

    private void play(RolloutRequest request) {
        TokenText prompt = policy.format().prompt(request.question(), settings.tools());
        Instant now = clock.instant();
        Optional<String> refusal = intake.refusal(request, prompt.modelIds().length, now);
        if (refusal.isPresent()) {
            drop(request, refusal.get());
            return;
        }
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

    private void drop(RolloutRequest request, String reason) {
        intake.drop(request, reason);
        nextBeat = clock.instant();
    }

    private void begin(List<SampleRequest> begun) {
        if (!begun.isEmpty()) {
            Instant now = clock.instant();
            begun.forEach(asked -> sample(asked).firstToken().set(now));
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
            value = TrajectoryRecorder.encoded(codecs.trajectories(), trajectory);
        } catch (RecordTooLargeException large) {
            LOG.atWarn().setCause(large).log("a trajectory was not written, its sample is played again");
            groups.missing(request, sample.index());
            return;
        }
        boolean gradable = trajectory.finish().gradable();
        var _ = writer.send(OutgoingRecord.of(
                        Topics.TRAJECTORIES.in(settings.names()), Long.toString(request.seq()), value))
                .whenComplete((_, failure) -> acknowledgements.add(() -> {
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
                sample.firstToken().get(),
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
        var _ = writer.send(nextBeat()).exceptionally(failure -> {
            LOG.atWarn().setCause(failure).log("a beat was not written");
            throw new IllegalStateException(failure);
        });
    }

    private OutgoingRecord nextBeat() {
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
        return OutgoingRecord.of(
                Topics.WORKERS.in(settings.names()),
                settings.worker(),
                codecs.workerBeats().encode(beat));
    }
}
