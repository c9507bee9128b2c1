package io.toolstream.app.protocol;

import io.toolstream.app.protocol.SimLog.Entry;
import io.toolstream.app.protocol.World.Checkpoint;
import io.toolstream.learner.commit.Backlog;
import io.toolstream.learner.commit.Batch;
import io.toolstream.learner.commit.CommitPlan.Action;
import io.toolstream.learner.commit.Restart;
import io.toolstream.learner.commit.StateHashes;
import io.toolstream.learner.feed.FeedSettings;
import io.toolstream.learner.feed.Feeder;
import io.toolstream.learner.feed.Ledger;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.WorkerBeat.GroupInPlay;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One start of the learner: its own [Ledger], [Feeder], [Backlog] and [Restart] around a [Model] of which only the
/// hashes matter. Everything durable is an action of its own, so that a crash can come between any two.
final class SimLearner {
    private static final PolicyIdentity POLICY = new PolicyIdentity("m", "t", "c", "retool", 10);

    private final World world;
    private final Feeder feeder;
    private final int epoch;
    private final Backlog backlog;
    private final Map<Long, Long> toldWritten = new HashMap<>();
    private final Deque<Runnable> todo = new ArrayDeque<>();
    private Ledger ledger = new Ledger();
    private Model model;
    private Restart restart;
    private long groupsRead;
    private long beatsRead;
    private boolean dead;

    /// Fences the one before, reads the logs and takes up the newest checkpoint.
    SimLearner(World world, Feeder feeder) {
        this.world = world;
        this.feeder = feeder;
        this.epoch = world.fenceLearner();
        FeedSettings settings = world.setting.feed();
        int more = world.is(Mutation.BEARS_MORE_STALENESS) ? 1 : 0;
        this.backlog = new Backlog(settings.groupsPerStep(), settings.maxStaleness() + more);
        readLogs();
        Checkpoint newest = newestCheckpoint();
        this.model = world.is(Mutation.FORGETS_MOMENTS) && newest.model().step() > 0
                ? new Model(
                        newest.model().step(),
                        newest.model().version(),
                        newest.model().weights(),
                        0)
                : newest.model();
        List<StepReport> reports =
                world.steps.all().stream().map(SimLearner::value).toList();
        this.restart = Restart.begin(model.step(), model.hashes(), reports);
        if (world.traced()) {
            world.say("learner %d starts from checkpoint %d: %s".formatted(epoch, model.step(), restart));
        }
        if (restart instanceof Restart.Publish) {
            durably(newest.report(), List.of(), false);
        }
    }

    private static <T> T value(Entry<T> entry) {
        return Objects.requireNonNull(entry.value());
    }

    private Checkpoint newestCheckpoint() {
        Checkpoint newest = new Checkpoint(Model.COLD_START, report(Model.COLD_START, List.of(), 0, false));
        for (Checkpoint one : world.disk) {
            newest = one.model().step() > newest.model().step() ? one : newest;
        }
        return newest;
    }

    /// In the order of the learner program: the last step, groups, requests, beats.
    private void readLogs() {
        List<Entry<StepReport>> steps = world.steps.all();
        if (!steps.isEmpty()) {
            StepReport last = value(steps.getLast());
            backlog.stepped(world.is(Mutation.TRAINS_BEFORE_CURSOR) ? at(last, 0) : last);
        }
        if (world.is(Mutation.SKIPS_TO_THE_END)) {
            groupsRead = world.groups.end();
            world.groups.all().forEach(entry -> ledger.ended(value(entry).groupId()));
        }
        readGroups();
        ledger = issuedRequests(ledger);
        readBeats();
    }

    private Ledger issuedRequests(Ledger into) {
        List<RolloutRequest> requests = new ArrayList<>();
        world.requests.forEach(log -> log.all().forEach(entry -> requests.add(value(entry))));
        requests.sort(Comparator.comparingLong(RolloutRequest::seq).thenComparingInt(RolloutRequest::attempt));
        requests.forEach(into::issued);
        return into;
    }

    /// A ledger read from the logs alone.
    Ledger rebuilt() {
        Ledger other = new Ledger();
        world.groups.all().forEach(entry -> other.ended(value(entry).groupId()));
        issuedRequests(other);
        world.beats.all().forEach(entry -> other.beat(value(entry)));
        return other;
    }

    Ledger ledger() {
        return ledger;
    }

    Model model() {
        return model;
    }

    boolean dead() {
        return dead;
    }

    /// Whether it waits for groups.
    boolean idle() {
        return todo.isEmpty()
                && restart instanceof Restart.Ready
                && backlog.batch().isEmpty();
    }

    void act() {
        if (world.random.nextBoolean()) {
            readGroups();
        }
        if (world.random.nextInt(4) == 0) {
            readBeats();
        }
        if (todo.isEmpty()) {
            advance(world.random.nextInt(4) == 0);
        } else {
            todo.removeFirst().run();
        }
    }

    /// Does all it can; false when it had to stop.
    boolean rest() {
        readGroups();
        readBeats();
        while (!dead && (!todo.isEmpty() || !idle())) {
            if (todo.isEmpty()) {
                advance(false);
            } else {
                todo.removeFirst().run();
            }
        }
        feed();
        while (!todo.isEmpty()) {
            todo.removeFirst().run();
        }
        return !dead;
    }

    private void advance(boolean feed) {
        switch (restart) {
            case Restart.Rerun rerun -> {
                model = model.trained(batch(rerun.report().batch()));
                restart = rerun.rerun(model.hashes());
            }
            case Restart.Ready _ when feed -> feed();
            case Restart.Ready _ -> step();
            case Restart.Publish _ -> throw new IllegalStateException("nothing to do while publishing");
            case Restart.Diverged diverged -> stopped(diverged.message(null));
            case Restart.Refused(String reason) -> stopped(reason);
        }
    }

    private void stopped(String reason) {
        dead = true;
        world.violated("a restarted learner stops: " + reason);
    }

    private void readGroups() {
        for (Entry<TrajectoryGroup> entry = world.groups.next(groupsRead);
                entry != null;
                entry = world.groups.next(groupsRead)) {
            groupsRead = entry.offset() + 1;
            ledger.ended(value(entry).groupId());
            backlog.ended(entry.offset(), value(entry));
        }
    }

    private void readBeats() {
        for (Entry<WorkerBeat> entry = world.beats.next(beatsRead);
                entry != null;
                entry = world.beats.next(beatsRead)) {
            beatsRead = entry.offset() + 1;
            ledger.beat(value(entry));
            for (GroupInPlay play : value(entry).inPlay()) {
                for (int sample : play.written()) {
                    toldWritten.merge(play.seq(), 1L << sample, (one, other) -> one | other);
                }
            }
        }
    }

    private List<TrajectoryGroup> batch(List<TrainedGroup> trained) {
        return trained.stream()
                .map(group -> value(Objects.requireNonNull(world.groups.next(group.offset()))))
                .toList();
    }

    private void step() {
        Optional<Batch> next = backlog.batch();
        if (next.isPresent()) {
            Batch batch = next.get();
            long before = model.version();
            model = model.trained(
                    batch.groups().stream().map(Batch.Entry::group).toList());
            boolean refused = model.version() == before;
            durably(report(model, batch.trained(), batch.cursor(), refused), batch.groups(), true);
        }
    }

    private StepReport report(Model after, List<TrainedGroup> batch, long cursor, boolean refused) {
        StateHashes hashes = after.hashes();
        Instant now = world.now(World.LEARNER);
        return new StepReport(
                Setting.RUN,
                after.step(),
                after.version(),
                batch,
                cursor,
                hashes.weights(),
                hashes.state(),
                Map.of(),
                refused ? "not finite" : null,
                null,
                now,
                now);
    }

    private static StepReport at(StepReport report, long cursor) {
        return new StepReport(
                report.runId(),
                report.step(),
                report.version(),
                List.of(),
                cursor,
                report.weightsHash(),
                report.stateHash(),
                report.metrics(),
                report.refusal(),
                report.divergence(),
                report.started(),
                report.finished());
    }

    /// Queues the actions that make a step durable.
    private void durably(StepReport report, List<Batch.Entry> consumed, boolean checkpoint) {
        Checkpoint state = new Checkpoint(model, report);
        List<Action> actions = world.setting.plan().actions(report.step(), report.version(), report.refusal() == null);
        for (Action action : actions) {
            switch (action) {
                case Action.WriteCheckpoint _ when !checkpoint -> {}
                case Action.WriteCheckpoint _ -> todo.add(() -> world.disk.add(state));
                case Action.WriteBlobs _ when world.is(Mutation.WRITES_BLOBS_LAST) -> {}
                case Action.WriteBlobs _ -> todo.add(() -> world.blobs.add(report.weightsHash()));
                case Action.Commit commit -> commit(report, commit.publishes(), consumed.size());
            }
        }
        if (world.is(Mutation.WRITES_BLOBS_LAST)) {
            todo.add(() -> world.blobs.add(report.weightsHash()));
        }
    }

    private void commit(StepReport report, boolean publishes, int consumed) {
        Open open = new Open();
        if (publishes) {
            todo.add(() -> open.append(world.weights, manifest(report)));
            if (world.is(Mutation.COMMITS_IN_PIECES)) {
                todo.add(open::commit);
            }
        }
        todo.add(() -> open.append(world.steps, report));
        List<RolloutRequest> requests = new ArrayList<>();
        todo.add(() -> {
            requests.addAll(wanted(backlog.waiting() - consumed));
            requests.forEach(request -> open.append(requestLog(request), request));
        });
        todo.add(() -> {
            if (open.commit()) {
                world.say("learner %d commits step %d, version %d, batch %s, %d requests"
                        .formatted(epoch, report.step(), report.version(), report.batch(), requests.size()));
                checkBudget();
            }
        });
        todo.add(() -> {
            backlog.stepped(report);
            requests.forEach(ledger::issued);
            restart = new Restart.Ready(report.step(), false);
        });
    }

    private void feed() {
        List<RolloutRequest> requests = wanted(backlog.waiting());
        if (requests.isEmpty()) {
            return;
        }
        Open open = new Open();
        requests.forEach(request -> todo.add(() -> open.append(requestLog(request), request)));
        todo.add(() -> {
            if (open.commit()) {
                checkBudget();
            }
        });
        todo.add(() -> requests.forEach(ledger::issued));
    }

    private SimLog<RolloutRequest> requestLog(RolloutRequest request) {
        return world.requests.get(world.partition(request.groupId()));
    }

    /// What the feeder asks for now; once the world is calm, nothing new.
    private List<RolloutRequest> wanted(int waiting) {
        List<RolloutRequest> wanted = new ArrayList<>();
        Ledger of = world.is(Mutation.NUMBERS_BY_ENDED) && ledger.open() == 0 ? new Ledger() : ledger;
        for (RolloutRequest request : feeder.requests(of, waiting, world.now(World.LEARNER))) {
            if (request.attempt() > 1) {
                wanted.add(again(request));
            } else if (!world.isCalm()) {
                wanted.add(request);
            }
        }
        return wanted;
    }

    private RolloutRequest again(RolloutRequest request) {
        RolloutRequest issued = Reissue.mutated(request, world.mutation, world.now(World.LEARNER));
        for (int sample : issued.samples()) {
            if ((toldWritten.getOrDefault(issued.seq(), 0L) & 1L << sample) != 0) {
                world.violated("sample %d of request %d is asked for again although a beat told it was written"
                        .formatted(sample, issued.seq()));
            }
        }
        return issued;
    }

    private void checkBudget() {
        long issued = 0;
        for (SimLog<RolloutRequest> log : world.requests) {
            issued += log.all().stream()
                    .filter(entry -> value(entry).attempt() == 1)
                    .count();
        }
        long ended = world.groups.all().stream()
                .map(entry -> value(entry).groupId())
                .distinct()
                .count();
        if (issued - ended > world.setting.feed().budget()) {
            world.violated("%d requests are issued and %d ended, above the budget of %d"
                    .formatted(issued, ended, world.setting.feed().budget()));
        }
    }

    private WeightManifest manifest(StepReport report) {
        boolean keyframe = report.version() % world.setting.plan().keyframeEvery() == 0;
        WeightManifest.Blob blob = new WeightManifest.Blob(WeightManifest.Role.WEIGHTS, "b", report.weightsHash(), 1);
        return new WeightManifest(
                Setting.RUN,
                report.version(),
                keyframe ? WeightManifest.Kind.KEYFRAME : WeightManifest.Kind.DELTA,
                keyframe ? null : report.version() - 1,
                POLICY,
                "bf16",
                report.weightsHash(),
                List.of(blob),
                world.now(World.LEARNER));
    }

    /// A transaction that begins with its first record; a fenced learner dies of it.
    private final class Open {
        private @Nullable Txn txn;

        <T> void append(SimLog<T> log, T value) {
            if (fenced()) {
                return;
            }
            Txn open = txn;
            if (open == null) {
                open = world.beginLearner();
                txn = open;
            }
            log.append(value, open, world.now(World.LEARNER));
        }

        boolean commit() {
            Txn open = txn;
            if (open == null || fenced()) {
                return false;
            }
            world.decide(open, true);
            txn = null;
            return true;
        }

        private boolean fenced() {
            if (world.fenced(epoch)) {
                world.say("learner %d is fenced".formatted(epoch));
                dead = true;
                todo.clear();
            }
            return dead;
        }
    }
}
