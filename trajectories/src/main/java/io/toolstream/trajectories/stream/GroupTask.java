package io.toolstream.trajectories.stream;

import io.toolstream.grading.RewardFunction;
import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.topic.Program;
import io.toolstream.trajectories.group.Grouping;
import io.toolstream.trajectories.group.Grouping.Placed;
import io.toolstream.trajectories.stream.Answers.Lookup;
import io.toolstream.trajectories.stream.AwaitingAnswers.Waiting;
import io.toolstream.transport.log.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One partition's share of the work: reads requests and trajectories, grades, and ends each request in one
/// group.
///
/// Every method answers with what is to be written; what it keeps is in the stores it was given. For one
/// thread.
final class GroupTask {
    /// A dead letter keeps the original bytes only while both fit into a record.
    private static final int KEPT_BYTES = 800_000;

    private static final int REASON_CHARACTERS = 500;

    private final Codecs codecs;
    private final RewardFunction reward;
    private final Answers answers;
    private final AwaitingAnswers awaiting;
    private final GroupStates states;
    private final Grouping grouping;
    private final int partition;

    /// @param partition of the inputs
    GroupTask(
            Codecs codecs,
            RewardFunction reward,
            Answers answers,
            AwaitingAnswers awaiting,
            GroupStates states,
            boolean spreadNeeded,
            int partition) {
        this.codecs = codecs;
        this.reward = reward;
        this.answers = answers;
        this.awaiting = awaiting;
        this.states = states;
        this.grouping = new Grouping(states, spreadNeeded);
        this.partition = partition;
    }

    /// A record of `rollout-requests`.
    List<Emission> requested(LogRecord record) {
        return switch (read(record, codecs.rolloutRequests(), RolloutRequest::groupId)) {
            case Reading.Unusable<RolloutRequest>(String reason) -> refused(record, reason);
            case Reading.Usable<RolloutRequest>(RolloutRequest request)
            when request.purpose() != Purpose.TRAINING ->
                refused(record, "request %d is for %s".formatted(request.seq(), request.purpose()));
            case Reading.Usable<RolloutRequest>(RolloutRequest request) ->
                ended(grouping.requested(request, record.timestamp()));
        };
    }

    /// A record of `trajectories`.
    List<Emission> played(LogRecord record) {
        return switch (read(record, codecs.trajectories(), Trajectory::groupId)) {
            case Reading.Unusable<Trajectory>(String reason) -> refused(record, reason);
            case Reading.Usable<Trajectory>(Trajectory trajectory) -> {
                if (trajectory.purpose() != Purpose.TRAINING) {
                    yield List.of();
                }
                if (!GradedSample.gradable(trajectory)) {
                    yield trajectory.newestVersion().isEmpty()
                            ? List.of()
                            : List.of(new Emission.Measured(Measures.ungraded(trajectory)));
                }
                yield placedInOrder(record, trajectory);
            }
        };
    }

    /// Time has passed.
    ///
    /// @param now of the clock
    /// @param readUpTo the time up to which the partition has been read; absent while there is none
    List<Emission> tick(Instant now, @Nullable Instant readUpTo) {
        List<Emission> emissions = new ArrayList<>();
        for (long groupId : awaiting.groups()) {
            emissions.addAll(settled(groupId, now));
        }
        if (readUpTo != null) {
            for (TrajectoryGroup group : grouping.overdue(readUpTo)) {
                emissions.add(new Emission.Ended(group));
            }
        }
        return emissions;
    }

    /// The first on the log of a sample wins, so one whose group has others waiting for the answer goes
    /// behind them.
    private List<Emission> placedInOrder(LogRecord record, Trajectory trajectory) {
        long groupId = trajectory.groupId();
        Waiting last = new Waiting(groupId, record.offset(), record.body().orElseThrow());
        List<Emission> emissions = new ArrayList<>(settled(groupId, record.timestamp()));
        if (awaiting.of(groupId).isEmpty()) {
            emissions.addAll(placed(last, trajectory, record.timestamp()));
        } else {
            awaiting.add(last);
        }
        return emissions;
    }

    /// Places those of a group whose answer has come, or whose group has ended meanwhile.
    private List<Emission> settled(long groupId, Instant now) {
        List<Emission> emissions = new ArrayList<>();
        for (Waiting one : awaiting.of(groupId)) {
            Trajectory trajectory = codecs.trajectories().decode(one.value());
            if (!states.hasEnded(groupId) && answers.of(trajectory.problemId()) instanceof Lookup.Missing) {
                return emissions;
            }
            awaiting.remove(one);
            emissions.addAll(placed(one, trajectory, now));
        }
        return emissions;
    }

    private List<Emission> placed(Waiting one, Trajectory trajectory, Instant now) {
        long groupId = one.groupId();
        if (states.hasEnded(groupId)) {
            return List.of(new Emission.Measured(Measures.superseded(trajectory)));
        }
        return switch (answers.of(trajectory.problemId())) {
            case Lookup.Found(String reference) -> {
                GradedSample sample =
                        GradedSample.of(trajectory, one.value(), partition, one.offset(), reward, reference);
                yield placed(sample, grouping.graded(groupId, sample.member(), now));
            }
            case Lookup.Missing() -> {
                awaiting.add(one);
                yield List.of();
            }
            case Lookup.Broken() ->
                ended(grouping.invalid(
                        groupId, "the answer of problem %s cannot be read".formatted(trajectory.problemId()), now));
        };
    }

    private static List<Emission> placed(GradedSample sample, Placed placed) {
        Emission member = new Emission.Measured(Measures.member(sample));
        return switch (placed) {
            case Placed.Member() -> List.of(member);
            case Placed.Last(TrajectoryGroup group) -> List.of(member, new Emission.Ended(group));
            case Placed.Superseded() -> List.of(new Emission.Measured(Measures.superseded(sample.trajectory())));
        };
    }

    private static List<Emission> ended(Optional<TrajectoryGroup> group) {
        return group.<List<Emission>>map(one -> List.of(new Emission.Ended(one)))
                .orElseGet(List::of);
    }

    /// What a record holds, or why it cannot be used.
    private sealed interface Reading<T> {
        record Usable<T>(T value) implements Reading<T> {}

        record Unusable<T>(String reason) implements Reading<T> {}
    }

    private static <T> Reading<T> read(LogRecord record, Codec<T> codec, ToLongFunction<T> groupId) {
        byte[] value = record.value();
        if (value == null) {
            return new Reading.Unusable<>("it has no value");
        }
        try {
            T read = codec.decode(value);
            long group = groupId.applyAsLong(read);
            return record.keyText().equals(Long.toString(group))
                    ? new Reading.Usable<>(read)
                    : new Reading.Unusable<>("its key is '%s' but its group %d".formatted(record.keyText(), group));
        } catch (DecodeException failure) {
            String reason = String.valueOf(failure.getMessage());
            return new Reading.Unusable<>(
                    reason.length() <= REASON_CHARACTERS ? reason : reason.substring(0, REASON_CHARACTERS));
        }
    }

    /// Goes to the dead letters, and the group that its key names ends INVALID.
    private List<Emission> refused(LogRecord record, String reason) {
        List<Emission> emissions = new ArrayList<>();
        emissions.add(new Emission.Refused(new DeadLetter(
                record.topic(),
                record.partition().partition(),
                record.offset(),
                Program.TRAJECTORY_SERVICE.principal(),
                reason,
                kept(record.key()),
                kept(record.value()),
                record.timestamp())));
        if (record.keyText().matches("[0-9]{1,18}")) {
            long groupId = Long.parseLong(record.keyText());
            emissions.addAll(ended(grouping.invalid(groupId, reason, record.timestamp())));
        }
        return emissions;
    }

    private static @Nullable Bytes kept(byte @Nullable [] original) {
        return original == null || original.length > KEPT_BYTES ? null : Bytes.of(original);
    }
}
