package io.toolstream.schemas;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How one RolloutRequest ended, with references to its graded trajectories: what the learner eats.
///
/// @param size    samples that were asked for
/// @param members ascending by sample, each sample once
/// @param reason  why it ended so, for people; absent for TRAINABLE
public record TrajectoryGroup(
        RunId runId,
        long groupId,
        ProblemId problemId,
        Outcome outcome,
        int size,
        List<GroupMember> members,
        @Nullable String reason,
        Instant ended) {
    public TrajectoryGroup {
        Require.atLeast("TrajectoryGroup.groupId", groupId, 0);
        Require.atLeast("TrajectoryGroup.size", size, 1);
        members = List.copyOf(members);
        Require.samples(
                "TrajectoryGroup.members",
                members.stream().map(GroupMember::sampleIndex).toList());
        Require.that(
                members.isEmpty() || members.getLast().sampleIndex() < size,
                "group %d of %d samples has sample %d",
                groupId,
                size,
                members.isEmpty() ? -1 : members.getLast().sampleIndex());
        Require.that(
                outcome.fits(members.size(), size),
                "group %d is %s with %d of %d",
                groupId,
                outcome,
                members.size(),
                size);
        Require.that(
                outcome != Outcome.NO_SIGNAL || distinctRewards(members) == 1,
                "group %d is NO_SIGNAL but its rewards differ",
                groupId);
        ended = Require.micros(ended);
    }

    /// The version of the oldest token of any member; empty without members.
    public OptionalLong oldestVersion() {
        return members.stream().mapToLong(GroupMember::oldestVersion).min();
    }

    private static long distinctRewards(List<GroupMember> members) {
        return members.stream()
                .map(member -> member.grade().reward())
                .distinct()
                .count();
    }

    /// How a request ends; each request ends in exactly one, and all of them free budget.
    public enum Outcome {
        /// Complete, and the learner may train on it.
        TRAINABLE,
        /// Complete, all rewards equal: no advantage to learn from.
        NO_SIGNAL,
        /// The deadline passed with some of the samples.
        PARTIAL,
        /// Its oldest token is older than the bound.
        STALE,
        /// It ended without a usable sample.
        FAILED,
        /// What belongs to it did not decode or failed validation.
        INVALID;

        boolean fits(int members, int size) {
            return switch (this) {
                case TRAINABLE, NO_SIGNAL -> members == size;
                case PARTIAL -> members > 0 && members < size;
                case FAILED -> members == 0;
                case STALE, INVALID -> members <= size;
            };
        }
    }
}
