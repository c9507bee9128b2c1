package io.toolstream.app.cluster;

import io.toolstream.schemas.topic.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a local cluster is told.
///
/// @param installation folder in which Toolstream is built: `broker/target`, `MODULE/target/quarkus-app`
/// @param folder of this cluster's data, logs and state; kept between starts, made when absent
/// @param brokerPort on 127.0.0.1; 0 for any free one
/// @param members started by [LocalCluster#startAll()]
/// @param programs their settings; what the cluster decides (`kafka.bootstrap`, `http.port`, `slot`, folders) it sets
///     itself
/// @param patience longest time for one process to serve, and for one to end
public record ClusterSettings(
        Path installation,
        Path folder,
        int brokerPort,
        List<Member> members,
        ProgramSettings programs,
        RestartPolicy restarts,
        Duration patience) {

    /// Copies the collections and checks the numbers.
    ///
    /// @throws IllegalArgumentException if one is out of range
    public ClusterSettings {
        if (brokerPort < 0 || brokerPort > 65_535) {
            throw new IllegalArgumentException("port " + brokerPort + " is not between 0 and 65535; 0 takes any");
        }
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("patience " + patience + " must be positive");
        }
        installation = installation.toAbsolutePath().normalize();
        folder = folder.toAbsolutePath().normalize();
        members = List.copyOf(members);
    }

    /// Of the run, its pool and its data set.
    public Names names() {
        return programs.names();
    }

    /// The settings of the programs by dotted key.
    public Map<String, String> values() {
        return programs.values();
    }
}
