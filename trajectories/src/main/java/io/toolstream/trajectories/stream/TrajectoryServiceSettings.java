package io.toolstream.trajectories.stream;

import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.nio.file.Path;
import java.time.Duration;

/// What one process of the trajectory service is told.
///
/// @param names of the run, its pool and its data set
/// @param slot number of this process among those of the run, from 0; gives it the same place in the group
///     after a restart
/// @param spreadNeeded whether a group whose rewards are all equal teaches nothing, as with group-relative
///     advantages
/// @param threads that work, at most one for each partition of `trajectories` is of use
/// @param stateDirectory of this process alone; what is lost with it is restored from the changelogs
/// @param tick how often deadlines and late answers are looked at
public record TrajectoryServiceSettings(
        Cluster cluster, Names names, int slot, boolean spreadNeeded, int threads, Path stateDirectory, Duration tick) {
    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one is too small
    public TrajectoryServiceSettings {
        if (slot < 0 || threads < 1 || !tick.isPositive()) {
            throw new IllegalArgumentException(
                    "trajectories.slot is %d, threads %d, tick %s; give at least 0, at least 1, more than nothing"
                            .formatted(slot, threads, tick));
        }
    }

    /// One process with one thread that looks at deadlines each second.
    public static TrajectoryServiceSettings of(
            Cluster cluster, Names names, boolean spreadNeeded, Path stateDirectory) {
        return new TrajectoryServiceSettings(cluster, names, 0, spreadNeeded, 1, stateDirectory, Duration.ofSeconds(1));
    }
}
