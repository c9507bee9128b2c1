package io.toolstream.app.protocol;

import io.toolstream.app.account.Account;
import io.toolstream.app.account.Bounds;
import io.toolstream.app.account.Played;
import io.toolstream.app.account.RunRecords;
import io.toolstream.app.protocol.SimLog.Entry;
import io.toolstream.app.protocol.World.Written;
import io.toolstream.learner.commit.StateHashes;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// What must hold on the logs of a run at rest: the account's rules, and those that only a simulator can see.
final class Inspection {
    private final World world;

    Inspection(World world) {
        this.world = world;
    }

    void run(SimLearner learner) {
        RunRecords records = records();
        Bounds bounds = new Bounds(OptionalInt.of(world.setting.feed().maxStaleness()));
        // Far behind every deadline: at rest nothing is open.
        Instant late = world.now(World.LEARNER).plus(Setting.TIMEOUT.multipliedBy(2));
        Account account = Account.of(records, bounds, late, Duration.ZERO);
        account.faults().forEach(fault -> world.violated(fault.toString()));
        long ended =
                account.ended().values().stream().mapToLong(Long::longValue).sum();
        if (account.lost() != 0 || account.duplicated() != 0 || account.gaps() != 0 || ended != account.requests()) {
            world.violated("the account has " + account);
        }
        everyDeadlineWaitsForWhatWasWritten();
        stateFollowsFromTheBatches(learner);
        if (!learner.ledger().agrees(learner.rebuilt(), world.now(World.LEARNER))) {
            world.violated("the ledger %s differs from the one read from the logs, %s"
                    .formatted(learner.ledger(), learner.rebuilt()));
        }
    }

    private RunRecords records() {
        RunRecords records = new RunRecords();
        world.requests.forEach(log -> log.all().forEach(entry -> records.request(value(entry))));
        for (int partition = 0; partition < world.trajectories.size(); partition++) {
            for (Entry<Written> entry : world.trajectories.get(partition).all()) {
                Played played = value(entry).played();
                if (played == null) {
                    records.undecodable(new Played.Place(partition, entry.offset()));
                } else {
                    records.trajectory(played);
                }
            }
        }
        world.deadLetters.forEach(records::deadLetter);
        world.groups.all().forEach(entry -> records.group(entry.offset(), value(entry)));
        world.steps.all().forEach(entry -> records.step(value(entry)));
        world.weights.all().forEach(entry -> records.manifest(value(entry)));
        return records;
    }

    /// A group that its deadline ended has every sample that lay on the log by then.
    private void everyDeadlineWaitsForWhatWasWritten() {
        Map<Long, Instant> deadlines = new HashMap<>();
        for (SimLog<RolloutRequest> log : world.requests) {
            for (Entry<RolloutRequest> entry : log.all()) {
                RolloutRequest request = value(entry);
                deadlines.putIfAbsent(request.seq(), request.issued().plus(request.timeout()));
            }
        }
        for (Entry<TrajectoryGroup> entry : world.groups.all()) {
            TrajectoryGroup group = value(entry);
            Instant deadline = deadlines.get(group.groupId());
            if (deadline != null && (group.outcome() == Outcome.PARTIAL || group.outcome() == Outcome.FAILED)) {
                for (Entry<Written> written :
                        world.trajectories.get(world.partition(group.groupId())).all()) {
                    Played played = value(written).played();
                    if (played != null
                            && played.groupId() == group.groupId()
                            && played.gradable()
                            && written.at().isBefore(deadline)
                            && group.members().stream().noneMatch(member -> member.sampleIndex() == played.sample())) {
                        world.violated("group %d ended %s without sample %d, which was written before its deadline"
                                .formatted(group.groupId(), group.outcome(), played.sample()));
                    }
                }
            }
        }
    }

    private void stateFollowsFromTheBatches(SimLearner learner) {
        Model model = Model.COLD_START;
        for (Entry<StepReport> entry : world.steps.all()) {
            StepReport report = value(entry);
            if (report.step() > 0) {
                List<TrajectoryGroup> batch = report.batch().stream()
                        .map(group -> value(Objects.requireNonNull(world.groups.next(group.offset()))))
                        .toList();
                model = model.trained(batch);
            }
            if (!model.hashes().equals(StateHashes.of(report)) || model.version() != report.version()) {
                world.violated("step %d has other hashes than its batches lead to".formatted(report.step()));
            }
        }
        if (!model.equals(learner.model())) {
            world.violated("the learner stands at %s, its batches lead to %s".formatted(learner.model(), model));
        }
    }

    private static <T> T value(Entry<T> entry) {
        return Objects.requireNonNull(entry.value());
    }
}
