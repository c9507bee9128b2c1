package io.toolstream.app.protocol;

import io.toolstream.app.account.Played;
import io.toolstream.app.protocol.SimLog.Entry;
import io.toolstream.app.protocol.World.Written;
import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.trajectories.group.Ending;
import io.toolstream.trajectories.group.Grouping;
import io.toolstream.trajectories.group.Grouping.Placed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One start of the trajectory service: its own [Grouping] over stores that roll back, positions and groups committed
/// together with them.
final class SimService {
    private static final Counts COUNTS = new Counts(1, 1, 0, 0);
    private static final Finish FINISH = new Finish(Finish.Reason.ANSWERED, false);

    private final World world;
    private final List<Task> tasks = new ArrayList<>();
    private @Nullable Txn txn;
    private @Nullable Txn decided;

    /// One partition's share.
    ///
    /// The stores and the committed positions outlive the service; the rest does not.
    private final class Task {
        private final int partition;
        private final Disk disk;
        private final Grouping grouping;
        private long request;
        private long trajectory;
        private @Nullable Instant readUpTo;

        Task(int partition, Disk disk) {
            this.partition = partition;
            this.disk = disk;
            this.grouping = new Grouping(disk.store, world.setting.spreadNeeded());
            this.request = disk.request;
            this.trajectory = disk.trajectory;
        }

        boolean readRequest() {
            Entry<RolloutRequest> entry = world.requests.get(partition).next(request);
            if (entry == null) {
                return false;
            }
            request = entry.offset() + 1;
            emit(grouping.requested(Objects.requireNonNull(entry.value()), entry.at())
                    .map(Ending::group));
            return true;
        }

        boolean readTrajectory() {
            Entry<Written> entry = world.trajectories.get(partition).next(trajectory);
            if (entry == null) {
                return false;
            }
            trajectory = entry.offset() + 1;
            Written written = Objects.requireNonNull(entry.value());
            Played played = written.played();
            if (played == null) {
                world.deadLetters.add(new Played.Place(partition, entry.offset()));
                emit(grouping.invalid(written.groupId(), "garbled", entry.at()).map(Ending::group));
            } else if (played.gradable()) {
                place(played, written.reward(), entry.at());
            }
            return true;
        }

        private void place(Played played, double reward, Instant at) {
            GroupMember member = new GroupMember(
                    played.id(),
                    played.sample(),
                    played.attempt(),
                    played.place().partition(),
                    played.place().offset(),
                    played.hash(),
                    new Grade(Grade.Verdict.CORRECT, reward, Map.of(), "sim", "1", null),
                    COUNTS,
                    FINISH,
                    played.oldest(),
                    played.oldest());
            if (world.is(Mutation.LAST_TRAJECTORY_WINS)) {
                disk.store.forgetSample(played.groupId(), played.sample());
            }
            if (grouping.graded(played.groupId(), member, at) instanceof Placed.Last(Ending ending)) {
                emit(Optional.of(ending.group()));
            }
        }

        /// As the service's `ReadProgress`: what was in the logs at this time is worked off and committed.
        void look() {
            if (world.requests.get(partition).next(disk.request) == null
                    && world.trajectories.get(partition).next(disk.trajectory) == null) {
                readUpTo = world.now(World.SERVICE);
            }
        }

        void tick() {
            Instant horizon =
                    world.is(Mutation.HOLDS_DEADLINES_AGAINST_THE_CLOCK) ? world.now(World.SERVICE) : readUpTo;
            if (horizon != null) {
                List<TrajectoryGroup> overdue =
                        grouping.overdue(horizon).stream().map(Ending::group).toList();
                if (!world.is(Mutation.DROPS_OVERDUE_GROUPS)) {
                    overdue.forEach(group -> emit(Optional.of(group)));
                }
            }
        }
    }

    /// What is left of a task when its process dies.
    static final class Disk {
        private final RollingStore store;
        private long request;
        private long trajectory;

        Disk(Mutation mutation) {
            this.store = new RollingStore(mutation);
        }
    }

    /// Starts where the disk says; what its predecessor had not committed is aborted.
    SimService(World world, List<Disk> disks, @Nullable SimService before) {
        this.world = world;
        if (before != null) {
            world.settle(before.decided);
            world.settle(before.txn);
        }
        for (int partition = 0; partition < disks.size(); partition++) {
            Disk disk = disks.get(partition);
            disk.store.rollBack();
            tasks.add(new Task(partition, disk));
        }
    }

    void act() {
        Task task = tasks.get(world.random.nextInt(tasks.size()));
        switch (world.random.nextInt(8)) {
            case 0 -> commit();
            case 1 -> task.look();
            case 2 -> task.tick();
            case 3, 4 -> task.readRequest();
            default -> {
                task.readTrajectory();
                task.readTrajectory();
            }
        }
    }

    /// Works off all that can be read.
    void drain() {
        boolean more = true;
        while (more) {
            more = false;
            for (Task task : tasks) {
                more |= task.readRequest();
                more |= task.readTrajectory();
            }
        }
        commit();
        for (Task task : tasks) {
            task.look();
            task.tick();
        }
        commit();
    }

    /// Whether all that can be read is worked off.
    boolean idle() {
        return tasks.stream()
                .allMatch(task -> world.requests.get(task.partition).next(task.request) == null
                        && world.trajectories.get(task.partition).next(task.trajectory) == null);
    }

    private void emit(Optional<TrajectoryGroup> ended) {
        if (ended.isPresent()) {
            TrajectoryGroup group = ended.get();
            if (txn == null) {
                world.settle(decided);
                txn = new Txn();
            }
            long offset = world.groups.append(group, txn, world.now(World.SERVICE));
            if (world.traced()) {
                world.say("service ends group %d %s with %d of %d at offset %d"
                        .formatted(
                                group.groupId(),
                                group.outcome(),
                                group.members().size(),
                                group.size(),
                                offset));
            }
        }
    }

    private void commit() {
        for (Task task : tasks) {
            task.disk.store.commit();
            task.disk.request = task.request;
            task.disk.trajectory = task.trajectory;
        }
        Txn open = txn;
        txn = null;
        if (open != null) {
            decided = open;
            if (world.is(Mutation.COMMITS_POSITIONS_APART) && world.mishap()) {
                world.decide(open, false);
            } else {
                world.decide(open, true);
                world.say("service commits");
            }
        }
    }
}
