package io.toolstream.app.cluster;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What runs in a cluster, as its owner last said.
///
/// @param pid       of the owner, whose end is the cluster's
/// @param startedAt when the owner started, in milliseconds since 1970; tells it from a later process of
///     its number
/// @param bootstrap of the broker
/// @param run       the run that its programs work at
/// @param processes the broker first
public record ClusterState(long pid, long startedAt, String bootstrap, String run, List<Entry> processes) {

    /// Copies the list.
    public ClusterState {
        processes = List.copyOf(processes);
    }

    /// One process.
    ///
    /// @param http     where its health and metrics are; absent for the broker and until it serves
    /// @param state    `RUNNING`, `RESTARTING`, `DOWN` or `FAILED`
    /// @param restarts how often it was started again by itself
    public record Entry(String name, long pid, @Nullable String http, String state, int restarts, String log) {}

    /// Whether the owner still runs.
    boolean alive() {
        return owner().isPresent();
    }

    /// The owner, if it still runs.
    Optional<ProcessHandle> owner() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> startedAt(process) == startedAt);
    }

    /// When a process started, 0 where the system does not tell.
    static long startedAt(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }
}
