package io.toolstream.sandbox.worker;

import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.time.Duration;
import java.util.Map;

/// What a sandbox worker is told.
///
/// @param names of which the pool's is used
/// @param slot number of this process among those of the pool, from 0
/// @param lanes programs that run at once, one share consumer each
/// @param drain how long work in progress may go on when the worker closes
/// @param build of this program, written into results
/// @param pythonVersions of the interpreter and its packages, written into results
public record SandboxWorkerSettings(
        Cluster cluster,
        Names names,
        int slot,
        int lanes,
        Duration drain,
        String build,
        Map<String, String> pythonVersions) {

    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one is too small
    public SandboxWorkerSettings {
        if (slot < 0 || lanes < 1 || drain.isNegative()) {
            throw new IllegalArgumentException(
                    "sandbox.slot is %d, lanes %d, drain %s; give at least 0, at least 1, nothing negative"
                            .formatted(slot, lanes, drain));
        }
        pythonVersions = Map.copyOf(pythonVersions);
    }

    /// The same, of an interpreter that has said its versions.
    public SandboxWorkerSettings running(Map<String, String> versions) {
        return new SandboxWorkerSettings(cluster, names, slot, lanes, drain, build, versions);
    }

    /// The worker's name in results and on the cluster.
    public String worker() {
        return "sandbox-" + slot;
    }
}
