package io.toolstream.learner.program;

import io.toolstream.learner.commit.Batch;
import io.toolstream.learner.commit.StateHashes;
import io.toolstream.learner.feed.Feeder;
import io.toolstream.learner.policy.PolicyRow;
import io.toolstream.learner.policy.UpdateReport;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.WriterSchema;
import io.toolstream.schemas.topic.Program;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.blob.KafkaBlobStore;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TransactionalWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program that trains. Killed at any point, its next start stands where the log stands: a step is on the log
/// whole, with its version and the requests it made, or it has not happened.
public final class Learner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofMillis(20);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final LearnerSettings settings;
    private final TorchRuntime torch;
    private final Codecs codecs;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean restored;
    private volatile @Nullable StepReport newest;

    /// A learner that has not started.
    ///
    /// @param torch the caller's, to be closed after [#run()] has returned
    public Learner(LearnerSettings settings, TorchRuntime torch, Codecs codecs, InstantSource clock) {
        this.settings = settings;
        this.torch = torch;
        this.codecs = codecs;
        this.clock = clock;
    }

    /// Fences an earlier learner of the run, stands where the log stands, and then feeds, trains and publishes until
    /// [#close()], or until the run is complete if it is to exit then.
    ///
    /// @throws DivergedException if steps run again come out differently than the log says
    /// @throws io.toolstream.transport.log.FencedException if another learner of the run has started
    /// @throws io.toolstream.transport.log.LogUnavailableException if the cluster does not answer
    public void run() throws InterruptedException, IOException {
        String id = Topics.transactionalId(Program.LEARNER, settings.names(), 0);
        try (TransactionalWriter transactions = TransactionalWriter.open(settings.cluster(), id, PATIENCE);
                LogWriter writer = LogWriter.open(settings.cluster(), PATIENCE);
                RunLog log = RunLog.open(settings, codecs, PATIENCE);
                TrajectoryBodies bodies = TrajectoryBodies.open(
                        settings.cluster(),
                        Topics.TRAJECTORIES.in(settings.names()),
                        codecs.trajectories(),
                        PATIENCE)) {
            publishSchemas(writer);
            Optional<RunManifest> declared = awaitDeclaration(log);
            if (declared.isPresent()) {
                requireModel(declared.get());
                Feeder feeder = new Feeder(
                        settings.feed(), problems(log, declared.get()).problems());
                KafkaBlobStore store = new KafkaBlobStore(
                        settings.cluster(),
                        Topics.WEIGHT_CHUNKS.in(settings.names()),
                        writer,
                        codecs.weightChunks(),
                        PATIENCE);
                work(log, bodies, feeder, store, transactions, declared.get().policy());
            }
        } finally {
            restored = false;
        }
    }

    /// Whether it stands where the log stands.
    public boolean ready() {
        return restored;
    }

    /// The report of the last step that is on the log; absent until it stands there.
    public Optional<StepReport> newest() {
        return Optional.ofNullable(newest);
    }

    /// Lets [#run()] return after the step in progress.
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

    private Optional<RunManifest> awaitDeclaration(RunLog log) {
        Optional<RunManifest> declared = log.manifest(LOOK);
        if (declared.isEmpty()) {
            LOG.atInfo().log(
                    "run {} is not declared yet; waiting for its record on runs",
                    settings.runId().value());
        }
        while (declared.isEmpty() && open()) {
            declared = log.manifest(LOOK);
        }
        return declared;
    }

    private void requireModel(RunManifest declared) throws IOException {
        PolicyIdentity own = ModelFiles.identity(settings.model());
        if (!own.equals(declared.policy())) {
            throw new IllegalStateException(
                    "learner.model %s is %s, but run %s was declared with %s; give it that model"
                            .formatted(settings.model(), own, settings.runId().value(), declared.policy()));
        }
    }

    private FrozenProblems problems(RunLog log, RunManifest declared) {
        FrozenProblems problems = log.problems();
        if (!problems.hash().equals(declared.datasetHash())) {
            throw new IllegalStateException(
                    ("data set %s has changed since run %s was declared: %d problems hash to %s, declared is %s;"
                                    + " restore it, or start a run with it")
                            .formatted(
                                    settings.names().dataset(),
                                    settings.runId().value(),
                                    problems.problems().size(),
                                    problems.hash(),
                                    declared.datasetHash()));
        }
        return problems;
    }

    private void work(
            RunLog log,
            TrajectoryBodies bodies,
            Feeder feeder,
            KafkaBlobStore store,
            TransactionalWriter transactions,
            PolicyIdentity identity)
            throws InterruptedException, IOException {
        Checkpoints checkpoints = new Checkpoints(
                settings.folder().resolve(settings.runId().value()),
                settings.checkpointsKept(),
                codecs.stepReports(),
                settings.training());
        List<StepReport> reports = log.reports();
        Restoration restoration = new Restoration(settings, codecs, torch, log, bodies, store, PATIENCE);
        Restoration.Stand stand = restoration.restore(checkpoints, reports, clock.instant());
        try (TrainedPolicy policy = stand.policy()) {
            StepCommit commit = new StepCommit(settings, codecs, checkpoints, store, transactions, identity, clock);
            if (!stand.published()) {
                commit.step(policy, stand.report(), stand.report().refusal() == null, StepCommit.Along.NOTHING);
            }
            log.rebuild(stand.report());
            stands(stand.report());
            restored = true;
            new Training(log, bodies, feeder, commit, policy, stand.divergence()).untilStopped();
        }
    }

    private void stands(StepReport report) {
        newest = report;
    }

    /// The steps of one start, once it is restored.
    private final class Training {
        private final RunLog log;
        private final TrajectoryBodies bodies;
        private final Feeder feeder;
        private final StepCommit commit;
        private final TrainedPolicy policy;
        private @Nullable String divergence;
        private boolean completed;
        private boolean heldBack;
        private long committedAt = System.nanoTime();

        Training(
                RunLog log,
                TrajectoryBodies bodies,
                Feeder feeder,
                StepCommit commit,
                TrainedPolicy policy,
                @Nullable String divergence) {
            this.log = log;
            this.bodies = bodies;
            this.feeder = feeder;
            this.commit = commit;
            this.policy = policy;
            this.divergence = divergence;
        }

        void untilStopped() throws InterruptedException, IOException {
            Duration wait = Duration.ZERO;
            while (open()) {
                log.follow(wait);
                Optional<RunManifest> run = log.manifest(Duration.ZERO);
                if (complete()) {
                    if (!completed && run.isPresent() && running(run.get())) {
                        commit.run(completed(run.get()));
                        completed = true;
                    }
                    if (settings.exitWhenComplete()) {
                        return;
                    }
                    wait = LOOK;
                } else if (run.isPresent() && running(run.get())) {
                    Optional<Batch> batch = log.backlog().batch();
                    if (batch.isPresent()) {
                        step(batch.get(), run.get());
                    } else {
                        feed();
                    }
                    wait = batch.isPresent() ? Duration.ZERO : IDLE;
                } else {
                    if (run.isPresent() && run.get().state() == RunManifest.State.COMPLETED) {
                        heldBack();
                        if (settings.exitWhenComplete()) {
                            return;
                        }
                    }
                    wait = LOOK;
                }
            }
        }

        /// Says once that more steps are wanted of a run that was completed with fewer.
        private void heldBack() {
            if (!heldBack) {
                LOG.atWarn()
                        .log(
                                "run {} was completed after step {}, so nothing is trained although learner.steps is {};"
                                        + " to go on: toolstream runs resume --run {} --steps {}",
                                settings.runId(),
                                policy.step(),
                                settings.training().steps(),
                                settings.runId(),
                                settings.training().steps());
                heldBack = true;
            }
        }

        private static boolean running(RunManifest run) {
            return run.state() == RunManifest.State.RUNNING;
        }

        private boolean complete() {
            return policy.step() >= settings.training().steps();
        }

        private void feed() {
            List<RolloutRequest> requests =
                    feeder.requests(log.ledger(), log.backlog().waiting(), clock.instant());
            if (!requests.isEmpty()) {
                commit.requests(requests);
                log.committed(null, requests);
            }
        }

        private void step(Batch batch, RunManifest run) throws InterruptedException, IOException {
            Instant started = clock.instant();
            Map<String, Double> metrics = new TreeMap<>(log.sums().consumed(batch.cursor()));
            metrics.put("staleness/max", (double) batch.staleness(policy.version()));
            metrics.put("time/wait_s", seconds(committedAt));
            long from = System.nanoTime();
            List<PolicyRow> rows =
                    Rows.of(batch, bodies.read(batch), settings.training().positions());
            metrics.put("time/read_s", seconds(from));
            from = System.nanoTime();
            UpdateReport update = policy.train(rows);
            metrics.put("time/train_s", seconds(from));
            metrics.putAll(described(update));
            log.catchUp();
            int waiting = log.backlog().waitingAfter(batch);
            metrics.put("backlog/waiting", (double) waiting);
            StepReport report = report(batch, started, metrics, update);
            List<RolloutRequest> requests =
                    complete() ? List.of() : feeder.requests(log.ledger(), waiting, clock.instant());
            commit.step(
                    policy,
                    report,
                    report.refusal() == null,
                    new StepCommit.Along(requests, complete() ? completed(run) : null));
            log.committed(report, requests);
            completed = complete();
            divergence = null;
            committedAt = System.nanoTime();
            stands(report);
            LOG.atInfo().log("step {} is on the log, version {}", report.step(), report.version());
        }

        private StepReport report(Batch batch, Instant started, Map<String, Double> metrics, UpdateReport update) {
            StateHashes hashes = policy.hashes();
            return new StepReport(
                    settings.runId(),
                    policy.step(),
                    policy.version(),
                    batch.trained(),
                    batch.cursor(),
                    hashes.weights(),
                    hashes.state(),
                    metrics,
                    refusal(update),
                    divergence,
                    started,
                    clock.instant());
        }

        private static @Nullable String refusal(UpdateReport update) {
            if (!TrainedPolicy.refused(update)) {
                return null;
            }
            return update.tokens() == 0
                    ? "no group of the batch has a signal"
                    : "the gradient's norm is %s over %d tokens".formatted(update.gradientNorm(), update.tokens());
        }

        /// A refused update has figures that are not finite; they are left out.
        private Map<String, Double> described(UpdateReport update) {
            Map<String, Double> figures = new TreeMap<>();
            figures.put("policy/loss", update.loss());
            figures.put("policy/entropy", update.entropy());
            figures.put("policy/clip_ratio", update.clipped());
            figures.put("policy/kl", update.kl());
            figures.put("policy/gradient_norm", update.gradientNorm());
            figures.put(
                    "policy/rate", settings.training().optimizer(policy.step()).rate());
            figures.put("policy/tokens", (double) update.tokens());
            figures.put("trajectories/trained", (double) update.rows());
            figures.values().removeIf(figure -> !Double.isFinite(figure));
            return figures;
        }

        private RunManifest completed(RunManifest run) {
            return new RunManifest(
                    run.runId(),
                    RunManifest.State.COMPLETED,
                    run.settings(),
                    run.codeVersion(),
                    run.policy(),
                    run.dataset(),
                    run.datasetHash(),
                    run.parent(),
                    null,
                    run.created(),
                    clock.instant());
        }

        private static double seconds(long since) {
            return (System.nanoTime() - since) / 1e9;
        }
    }
}
