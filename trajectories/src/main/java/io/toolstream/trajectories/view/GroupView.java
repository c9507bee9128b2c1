package io.toolstream.trajectories.view;

import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.TrajectoryGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group that has ended.
///
/// @param offset on `trajectory-groups`
/// @param ended ISO 8601
public record GroupView(
        long offset,
        long groupId,
        String problemId,
        String outcome,
        int size,
        @Nullable String reason,
        String ended,
        List<Member> members) {

    /// A trajectory of the group.
    ///
    /// @param partition of `trajectories`, where it lies at `offset`
    /// @param answer what was extracted; absent when there was none
    public record Member(
            int sample,
            int attempt,
            int partition,
            long offset,
            String verdict,
            double reward,
            @Nullable String answer,
            int policyTokens,
            int interpreterTokens,
            int turns,
            String finish,
            boolean truncated,
            long oldestVersion,
            long newestVersion) {

        static Member of(GroupMember member) {
            return new Member(
                    member.sampleIndex(),
                    member.attempt(),
                    member.partition(),
                    member.offset(),
                    member.grade().verdict().name(),
                    member.grade().reward(),
                    member.grade().answer(),
                    member.counts().policyTokens(),
                    member.counts().interpreterTokens(),
                    member.counts().turns(),
                    member.finish().reason().name(),
                    member.finish().truncated(),
                    member.oldestVersion(),
                    member.newestVersion());
        }
    }

    /// `group`, which lies at `offset`.
    public static GroupView of(long offset, TrajectoryGroup group) {
        return new GroupView(
                offset,
                group.groupId(),
                group.problemId().value(),
                group.outcome().name(),
                group.size(),
                group.reason(),
                group.ended().toString(),
                group.members().stream().map(Member::of).toList());
    }
}
