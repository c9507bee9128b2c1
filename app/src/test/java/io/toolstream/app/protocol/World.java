package io.toolstream.app.protocol;

import io.toolstream.app.account.Played;
import io.toolstream.app.protocol.ShareQueue.Delivery;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WorkerBeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What outlives every program: the logs, the queue, the disk, messages under way, and the clocks.
final class World {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /// Numbers of clocks; the workers' follow.
    static final int LEARNER = 0;

    static final int SERVICE = 1;
    static final int WORKERS = 2;
    private static final Duration LOCK = Duration.ofSeconds(4);

    final RandomGenerator random;
    final Setting setting;
    final Mutation mutation;
    final List<SimLog<RolloutRequest>> requests = new ArrayList<>();
    final List<ShareQueue> queues = new ArrayList<>();
    final List<SimLog<Written>> trajectories = new ArrayList<>();
    final SimLog<TrajectoryGroup> groups = new SimLog<>();
    final SimLog<StepReport> steps = new SimLog<>();
    final SimLog<WeightManifest> weights = new SimLog<>();
    final SimLog<WorkerBeat> beats = new SimLog<>();
    final Set<String> blobs = new HashSet<>();
    final List<Checkpoint> disk = new ArrayList<>();
    final Set<Played.Place> deadLetters = new HashSet<>();
    final List<String> violations = new ArrayList<>();
    private final List<Runnable> underWay = new ArrayList<>();
    private final List<Txn> unsettled = new ArrayList<>();
    private final @Nullable List<String> trace;
    private final Duration[] ahead;
    private Duration elapsed = Duration.ZERO;
    private @Nullable Txn learnerTxn;
    private int learnerEpoch;
    private boolean calm;

    /// A trajectory on the log.
    ///
    /// @param played absent for one that does not decode
    record Written(long groupId, @Nullable Played played, double reward) {}

    /// On the learner's disk.
    ///
    /// @param report what its step would say on the log
    record Checkpoint(Model model, StepReport report) {}

    /// @param trace gathers what happens, if given
    World(RandomGenerator random, Setting setting, Mutation mutation, @Nullable List<String> trace) {
        this.random = random;
        this.setting = setting;
        this.mutation = mutation;
        this.trace = trace;
        this.ahead = new Duration[WORKERS + setting.workers()];
        Arrays.fill(ahead, Duration.ZERO);
        for (int partition = 0; partition < setting.partitions(); partition++) {
            SimLog<RolloutRequest> log = new SimLog<>();
            requests.add(log);
            queues.add(new ShareQueue(log, LOCK));
            trajectories.add(new SimLog<>());
        }
    }

    boolean is(Mutation one) {
        return mutation == one;
    }

    void say(String what) {
        if (trace != null) {
            trace.add("%8.3f s  %s".formatted(elapsed.toMillis() / 1e3, what));
        }
    }

    boolean traced() {
        return trace != null;
    }

    void violated(String what) {
        say("VIOLATED " + what);
        violations.add(what);
    }

    /// From now on nothing is lost and no new request is issued.
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /// Whether a message is lost, doubled or garbled.
    boolean mishap() {
        return !calm && random.nextInt(1_000) < setting.losses();
    }

    void pass(Duration time) {
        elapsed = elapsed.plus(time);
    }

    /// What the clock of a program shows.
    Instant now(int clock) {
        return START.plus(elapsed).plus(ahead[clock]);
    }

    /// A clock jumps forward.
    void jump(int clock, Duration by) {
        ahead[clock] = ahead[clock].plus(by);
    }

    int clocks() {
        return ahead.length;
    }

    int partition(long groupId) {
        return (int) (groupId % setting.partitions());
    }

    @Nullable Delivery take(SimWorker owner, Instant now) {
        return queues.get(random.nextInt(queues.size())).take(owner, now);
    }

    /// A message that arrives at some time.
    void send(Runnable arrival) {
        underWay.add(arrival);
    }

    /// One message arrives, whichever, or one log learns how a transaction ended.
    void deliver() {
        if (!unsettled.isEmpty() && random.nextBoolean()) {
            settleOne(unsettled.get(random.nextInt(unsettled.size())));
        } else if (!underWay.isEmpty()) {
            int last = underWay.size() - 1;
            int one = random.nextInt(last + 1);
            Runnable arrival = underWay.get(one);
            underWay.set(one, underWay.get(last));
            underWay.removeLast();
            arrival.run();
        }
    }

    void deliverAll() {
        while (!underWay.isEmpty()) {
            underWay.removeFirst().run();
        }
        while (!unsettled.isEmpty()) {
            settleOne(unsettled.getFirst());
        }
    }

    void decide(Txn txn, boolean commit) {
        txn.decide(commit);
        unsettled.add(txn);
    }

    private void settleOne(Txn txn) {
        List<SimLog<?>> logs = txn.logs();
        if (!logs.isEmpty()) {
            logs.remove(random.nextInt(logs.size())).settle(txn, now(SERVICE));
        }
        if (logs.isEmpty()) {
            unsettled.remove(txn);
        }
    }

    /// The learner's `initTransactions`: fences, and returns when what was open before is settled.
    int fenceLearner() {
        if (is(Mutation.STARTS_WITHOUT_FENCING)) {
            return learnerEpoch;
        }
        settle(learnerTxn);
        return ++learnerEpoch;
    }

    boolean fenced(int epoch) {
        return epoch != learnerEpoch;
    }

    /// A producer's next transaction waits until all logs know how the one before ended.
    Txn beginLearner() {
        if (!is(Mutation.STARTS_WITHOUT_FENCING)) {
            settle(learnerTxn);
        }
        Txn txn = new Txn();
        learnerTxn = txn;
        return txn;
    }

    /// Returns when every log knows how `txn` ended; one that was left open is aborted.
    void settle(@Nullable Txn txn) {
        if (txn == null) {
            return;
        }
        if (!txn.decided()) {
            decide(txn, false);
        }
        while (unsettled.contains(txn)) {
            settleOne(txn);
        }
    }
}
