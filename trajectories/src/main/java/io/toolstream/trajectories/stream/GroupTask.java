package io.toolstream.trajectories.stream;

import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.transport.log.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One partition's share of the work: reads requests and trajectories, and hands them to the groups of their
/// purpose.
///
/// Every method answers with what is to be written; what it keeps is in the stores it was given. For one
/// thread.
final class GroupTask {
    private final Codecs codecs;
    private final PurposeGroups training;
    private final PurposeGroups evaluation;

    GroupTask(Codecs codecs, PurposeGroups training, PurposeGroups evaluation) {
        this.codecs = codecs;
        this.training = training;
        this.evaluation = evaluation;
    }

    /// A record of the requests of `purpose`.
    List<Emission> requested(Purpose purpose, LogRecord record) {
        List<PurposeGroups> asked = List.of(groups(purpose));
        return switch (Reading.of(record, codecs.rolloutRequests(), RolloutRequest::groupId)) {
            case Reading.Unusable<RolloutRequest>(String reason) -> refused(record, reason, asked);
            case Reading.Usable<RolloutRequest>(RolloutRequest request)
            when request.purpose() != purpose ->
                refused(record, "request %d is for %s".formatted(request.seq(), request.purpose()), asked);
            case Reading.Usable<RolloutRequest>(RolloutRequest request) ->
                groups(purpose).requested(request, record.timestamp());
        };
    }

    /// A record of `trajectories`.
    List<Emission> played(LogRecord record) {
        return switch (Reading.of(record, codecs.trajectories(), Trajectory::groupId)) {
            case Reading.Unusable<Trajectory>(String reason) -> refused(record, reason, playing(record));
            case Reading.Usable<Trajectory>(Trajectory trajectory) ->
                groups(trajectory.purpose()).played(record, trajectory);
        };
    }

    /// Time has passed.
    ///
    /// @param now of the clock
    /// @param readUpTo the time up to which the partition has been read; absent while there is none
    List<Emission> tick(Instant now, @Nullable Instant readUpTo) {
        List<Emission> emissions = new ArrayList<>(training.tick(now, readUpTo));
        emissions.addAll(evaluation.tick(now, readUpTo));
        return emissions;
    }

    private PurposeGroups groups(Purpose purpose) {
        return switch (purpose) {
            case TRAINING -> training;
            case EVALUATION -> evaluation;
        };
    }

    /// A trajectory that cannot be read tells a group's number only, and each purpose has its own numbers: the
    /// open groups of that number are meant, or the training request that is still to be read.
    private List<PurposeGroups> playing(LogRecord record) {
        long groupId = groupId(record);
        List<PurposeGroups> open = new ArrayList<>();
        for (PurposeGroups groups : List.of(training, evaluation)) {
            if (groupId >= 0 && groups.open(groupId)) {
                open.add(groups);
            }
        }
        return open.isEmpty() ? List.of(training) : open;
    }

    /// Goes to the dead letters, and the group that its key names ends INVALID.
    private static List<Emission> refused(LogRecord record, String reason, List<PurposeGroups> owners) {
        List<Emission> emissions = new ArrayList<>();
        emissions.add(Letters.about(record, reason));
        long groupId = groupId(record);
        if (groupId >= 0) {
            for (PurposeGroups owner : owners) {
                emissions.addAll(owner.invalid(groupId, Letters.brief(reason), record.timestamp()));
            }
        }
        return emissions;
    }

    /// What its key names; -1 if that is no group.
    private static long groupId(LogRecord record) {
        return record.keyText().matches("[0-9]{1,18}") ? Long.parseLong(record.keyText()) : -1;
    }
}
