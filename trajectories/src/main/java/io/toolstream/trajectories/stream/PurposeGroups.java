package io.toolstream.trajectories.stream;

import io.toolstream.grading.RewardFunction;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.trajectories.group.Ending;
import io.toolstream.trajectories.group.Grouping;
import io.toolstream.trajectories.group.Grouping.Placed;
import io.toolstream.trajectories.group.OpenGroup;
import io.toolstream.trajectories.stream.Answers.Lookup;
import io.toolstream.transport.log.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The groups of one purpose in one partition: grades trajectories and ends each request in one group.
///
/// A trajectory waits while the answer to its problem has not come. One of an evaluation waits for its request
/// too: only that tells the version that must have written it.
final class PurposeGroups {
    private final Codec<Trajectory> trajectories;
    private final RewardFunction reward;
    private final Answers answers;
    private final WaitingTrajectories waiting;
    private final GroupStates states;
    private final Grouping grouping;
    private final Account account;

    PurposeGroups(
            Codec<Trajectory> trajectories,
            RewardFunction reward,
            Answers answers,
            WaitingTrajectories waiting,
            GroupStates states,
            Grouping grouping,
            Account account) {
        this.trajectories = trajectories;
        this.reward = reward;
        this.answers = answers;
        this.waiting = waiting;
        this.states = states;
        this.grouping = grouping;
        this.account = account;
    }

    /// A request was read.
    List<Emission> requested(RolloutRequest request, Instant now) {
        List<Emission> emissions = new ArrayList<>(ended(grouping.requested(request, now)));
        emissions.addAll(settled(request.groupId(), now));
        return emissions;
    }

    /// A trajectory of this purpose was read.
    List<Emission> played(LogRecord record, Trajectory trajectory) {
        long groupId = trajectory.groupId();
        if (!GradedSample.gradable(trajectory)) {
            return account.aborted(request(groupId), trajectory);
        }
        // The first on the log of a sample wins, so this one goes behind those of its group that wait.
        List<Emission> emissions = new ArrayList<>(settled(groupId, record.timestamp()));
        if (waiting.of(groupId).isEmpty() && placeable(trajectory)) {
            emissions.addAll(placed(record, trajectory, record.timestamp()));
        } else {
            waiting.add(groupId, record);
        }
        return emissions;
    }

    /// A record of the group cannot be used.
    List<Emission> invalid(long groupId, String reason, Instant now) {
        return ended(grouping.invalid(groupId, reason, now));
    }

    /// Whether the request was read and has not ended.
    boolean open(long groupId) {
        return request(groupId) != null;
    }

    /// Time has passed.
    ///
    /// @param now of the clock
    /// @param readUpTo the time up to which the partition has been read; absent while there is none
    List<Emission> tick(Instant now, @Nullable Instant readUpTo) {
        List<Emission> emissions = new ArrayList<>();
        for (long groupId : waiting.groups()) {
            emissions.addAll(settled(groupId, now));
        }
        if (readUpTo != null) {
            grouping.overdue(readUpTo).forEach(ending -> emissions.addAll(account.ended(ending)));
        }
        return emissions;
    }

    /// Places those of a group that need not wait any longer.
    private List<Emission> settled(long groupId, Instant now) {
        List<Emission> emissions = new ArrayList<>();
        for (LogRecord record : waiting.of(groupId)) {
            Trajectory trajectory = trajectories.decode(record.body().orElseThrow());
            if (!placeable(trajectory)) {
                return emissions;
            }
            waiting.remove(groupId, record);
            emissions.addAll(placed(record, trajectory, now));
        }
        return emissions;
    }

    private boolean placeable(Trajectory trajectory) {
        long groupId = trajectory.groupId();
        if (states.hasEnded(groupId)) {
            return true;
        }
        return !(answers.of(trajectory.problemId()) instanceof Lookup.Missing)
                && (trajectory.purpose() == Purpose.TRAINING || open(groupId));
    }

    private List<Emission> placed(LogRecord record, Trajectory trajectory, Instant now) {
        long groupId = trajectory.groupId();
        if (states.hasEnded(groupId)) {
            return account.superseded(null, trajectory);
        }
        RolloutRequest request = request(groupId);
        String fault = request == null ? null : account.fault(request, trajectory);
        if (request != null && fault != null) {
            List<Emission> emissions = new ArrayList<>(account.misplayed(request));
            emissions.add(Letters.about(record, fault));
            return emissions;
        }
        return switch (answers.of(trajectory.problemId())) {
            case Lookup.Found(String reference) -> graded(record, trajectory, reference, now);
            case Lookup.Broken() ->
                invalid(groupId, "the answer of problem %s cannot be read".formatted(trajectory.problemId()), now);
            case Lookup.Missing() ->
                throw new IllegalStateException("trajectory %s was placed before the answer of problem %s came"
                        .formatted(trajectory.trajectoryId(), trajectory.problemId()));
        };
    }

    private List<Emission> graded(LogRecord record, Trajectory trajectory, String reference, Instant now) {
        GradedSample sample = account.member(GradedSample.of(trajectory, record, reward, reference));
        return switch (grouping.graded(trajectory.groupId(), sample.member(), now)) {
            case Placed.Member() -> account.placed(sample);
            case Placed.Last(Ending ending) -> {
                List<Emission> emissions = new ArrayList<>(account.placed(sample));
                emissions.addAll(account.ended(ending));
                yield emissions;
            }
            case Placed.Superseded() -> account.superseded(request(trajectory.groupId()), trajectory);
        };
    }

    private List<Emission> ended(Optional<Ending> ending) {
        return ending.map(account::ended).orElseGet(List::of);
    }

    private @Nullable RolloutRequest request(long groupId) {
        OpenGroup group = states.open(groupId);
        return group == null ? null : group.request();
    }
}
