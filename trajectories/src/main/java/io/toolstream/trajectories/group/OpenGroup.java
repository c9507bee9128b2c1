package io.toolstream.trajectories.group;

import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.RolloutRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group that has not ended: its request, where it was read already, and the members so far.
///
/// @param request absent while a trajectory has overtaken it: the two are on different topics
/// @param members ascending by sample, the first on the log of each
/// @param invalid why it will end INVALID once its request is read; absent otherwise
public record OpenGroup(
        long groupId,
        @Nullable RolloutRequest request,
        List<GroupMember> members,
        @Nullable String invalid) {
    /// Copies the members.
    public OpenGroup {
        members = List.copyOf(members);
    }

    static OpenGroup empty(long groupId) {
        return new OpenGroup(groupId, null, List.of(), null);
    }

    OpenGroup requested(RolloutRequest first) {
        return request == null ? new OpenGroup(groupId, first, members, invalid) : this;
    }

    boolean has(int sampleIndex) {
        for (GroupMember member : members) {
            if (member.sampleIndex() == sampleIndex) {
                return true;
            }
        }
        return false;
    }

    OpenGroup with(GroupMember member) {
        List<GroupMember> more = new ArrayList<>(members);
        int at = 0;
        while (at < more.size() && more.get(at).sampleIndex() < member.sampleIndex()) {
            at++;
        }
        more.add(at, member);
        return new OpenGroup(groupId, request, more, invalid);
    }

    OpenGroup invalid(String reason) {
        return new OpenGroup(groupId, request, members, invalid == null ? reason : invalid);
    }

    /// Why it is over as INVALID, or nothing.
    @Nullable String fault() {
        if (invalid == null && request != null && !members.isEmpty()) {
            int last = members.getLast().sampleIndex();
            return last < request.size() ? null : "sample %d of %d".formatted(last, request.size());
        }
        return invalid;
    }

    OpenGroup upTo(int size) {
        return new OpenGroup(
                groupId,
                request,
                members.stream().filter(member -> member.sampleIndex() < size).toList(),
                invalid);
    }

    boolean complete() {
        return request != null && members.size() == request.size();
    }

    boolean overdue(Instant now) {
        return request != null && !now.isBefore(request.issued().plus(request.timeout()));
    }

    boolean rewardsDiffer() {
        double first = members.getFirst().grade().reward();
        for (GroupMember member : members) {
            if (member.grade().reward() != first) {
                return true;
            }
        }
        return false;
    }
}
