package io.toolstream.schemas;

/// A graded trajectory of a group, by reference.
///
/// @param partition     of `trajectories`
/// @param hash          SHA-256 of the trajectory's record value
/// @param oldestVersion of the policy's tokens; staleness counts from it
public record GroupMember(
        TrajectoryId trajectoryId,
        int sampleIndex,
        int attempt,
        int partition,
        long offset,
        String hash,
        Grade grade,
        Counts counts,
        Finish finish,
        long oldestVersion,
        long newestVersion) {
    public GroupMember {
        Require.atLeast("GroupMember.sampleIndex", sampleIndex, 0);
        Require.atLeast("GroupMember.attempt", attempt, 1);
        Require.atLeast("GroupMember.partition", partition, 0);
        Require.atLeast("GroupMember.offset", offset, 0);
        Require.sha256("GroupMember.hash", hash);
        Require.that(finish.gradable(), "GroupMember %s ended %s and cannot be trained", trajectoryId, finish.reason());
        Require.that(
                oldestVersion >= 0 && oldestVersion <= newestVersion,
                "GroupMember %s spans versions %d to %d",
                trajectoryId,
                oldestVersion,
                newestVersion);
    }
}
