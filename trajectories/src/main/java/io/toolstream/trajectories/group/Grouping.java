package io.toolstream.trajectories.group;

import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends each request in exactly one group. The first trajectory of a sample counts; later ones, and all that
/// come after the end, are superseded.
///
/// Requests and trajectories may come in either order. `now` is the time up to which both have been read: with
/// a later one, a service that was down would end groups whose trajectories it has not read yet.
public final class Grouping {
    private final GroupStore store;
    private final boolean spreadNeeded;

    /// @param spreadNeeded whether a group whose rewards are all equal teaches nothing, as with group-relative
    ///     advantages
    public Grouping(GroupStore store, boolean spreadNeeded) {
        this.store = store;
        this.spreadNeeded = spreadNeeded;
    }

    /// What became of a trajectory.
    public sealed interface Placed {
        /// It is a member of its group, which stays open.
        record Member() implements Placed {}

        /// It ends its group, as the last member or because it cannot be one.
        record Last(Ending ending) implements Placed {}

        /// Its sample was there already, or its group had ended.
        record Superseded() implements Placed {}
    }

    /// A request was read; a re-issue changes nothing. The group ends here if its trajectories came first.
    public Optional<Ending> requested(RolloutRequest request, Instant now) {
        return ended(request.groupId())
                ? Optional.empty()
                : keepOrEnd(openOrEmpty(request.groupId()).requested(request), now);
    }

    /// A graded trajectory was read.
    public Placed graded(long groupId, GroupMember member, Instant now) {
        if (ended(groupId)) {
            return new Placed.Superseded();
        }
        OpenGroup group = openOrEmpty(groupId);
        if (group.has(member.sampleIndex())) {
            return new Placed.Superseded();
        }
        return keepOrEnd(group.with(member), now).<Placed>map(Placed.Last::new).orElseGet(Placed.Member::new);
    }

    /// A record of the group did not decode or failed validation, and went to the dead letters. The group ends
    /// now, or as soon as its request is read.
    public Optional<Ending> invalid(long groupId, String reason, Instant now) {
        return ended(groupId)
                ? Optional.empty()
                : keepOrEnd(openOrEmpty(groupId).invalid(reason), now);
    }

    /// The groups whose deadline has passed at `now`, with or without a trajectory.
    public List<Ending> overdue(Instant now) {
        List<Ending> groups = new ArrayList<>();
        for (OpenGroup group : store.allOpen()) {
            RolloutRequest request = group.request();
            if (request != null && group.overdue(now)) {
                int members = group.members().size();
                String reason = "%d of %d samples after %s".formatted(members, request.size(), request.timeout());
                groups.add(end(group, request, members == 0 ? Outcome.FAILED : Outcome.PARTIAL, reason, now));
            }
        }
        return groups;
    }

    private Optional<Ending> keepOrEnd(OpenGroup group, Instant now) {
        RolloutRequest request = group.request();
        String fault = group.fault();
        if (request != null && fault != null) {
            OpenGroup fitting = group.upTo(request.size());
            return Optional.of(end(fitting, request, Outcome.INVALID, fault, now));
        }
        if (request != null && group.complete()) {
            return Optional.of(
                    spreadNeeded && !group.rewardsDiffer()
                            ? end(group, request, Outcome.NO_SIGNAL, "all rewards are equal", now)
                            : end(group, request, Outcome.TRAINABLE, null, now));
        }
        store.keep(group);
        return Optional.empty();
    }

    private Ending end(OpenGroup group, RolloutRequest request, Outcome outcome, @Nullable String reason, Instant now) {
        long groupId = group.groupId();
        store.forget(groupId);
        long chunk = EndedGroups.chunk(groupId);
        store.keepEnded(chunk, EndedGroups.with(store.ended(chunk), groupId));
        TrajectoryGroup ended = new TrajectoryGroup(
                request.runId(), groupId, request.problemId(), outcome, request.size(), group.members(), reason, now);
        return new Ending(request, ended);
    }

    private boolean ended(long groupId) {
        return EndedGroups.contains(store.ended(EndedGroups.chunk(groupId)), groupId);
    }

    private OpenGroup openOrEmpty(long groupId) {
        OpenGroup group = store.open(groupId);
        return group == null ? OpenGroup.empty(groupId) : group;
    }
}
