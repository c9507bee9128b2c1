package io.toolstream.app.account;

import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryId;

/// What the account remembers of a trajectory on the log.
///
/// @param gradable whether it may be a member: it ended by itself or by a limit, and the policy wrote something
/// @param hash     SHA-256 of the record's value
/// @param oldest   version of its oldest token; -1 without tokens
public record Played(
        TrajectoryId id,
        long groupId,
        int sample,
        int attempt,
        Purpose purpose,
        boolean gradable,
        Place place,
        String hash,
        long oldest) {
    /// Where a record lies in `trajectories`.
    public record Place(int partition, long offset) {
        @Override
        public String toString() {
            return partition + "/" + offset;
        }
    }

    /// As it lies on the log.
    static Played of(Trajectory trajectory, Place place, String hash) {
        return new Played(
                trajectory.trajectoryId(),
                trajectory.groupId(),
                trajectory.sampleIndex(),
                trajectory.attempt(),
                trajectory.purpose(),
                trajectory.finish().gradable() && trajectory.oldestVersion().isPresent(),
                place,
                hash,
                trajectory.oldestVersion().orElse(-1));
    }
}
