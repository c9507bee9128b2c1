package io.toolstream.broker;

import java.nio.file.Path;
import java.util.Map;

/// Where one broker listens and keeps its data.
///
/// @param folder of everything it stores; kept between starts, made when absent
/// @param port on 127.0.0.1; 0 for any free one
/// @param overrides broker properties by Kafka's names, laid over those of this program
public record BrokerSettings(Path folder, int port, Map<String, String> overrides) {

    /// Copies the overrides.
    ///
    /// @throws IllegalArgumentException if the port is none
    public BrokerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535; 0 takes any free one");
        }
        folder = folder.toAbsolutePath().normalize();
        overrides = Map.copyOf(overrides);
    }
}
