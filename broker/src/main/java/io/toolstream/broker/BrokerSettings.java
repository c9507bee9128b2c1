package io.toolstream.broker;

import java.nio.file.Path;
import java.util.Map;

/// Where one broker listens and keeps its data.
///
/// @param folder of everything it stores; kept between starts, made when absent
/// @param port to listen on; 0 for any free one
/// @param host by which clients find it: `127.0.0.1` is heard on this machine only, another name on every
/// interface
/// @param overrides broker properties by Kafka's names, laid over those of this program
public record BrokerSettings(Path folder, int port, String host, Map<String, String> overrides) {
    /// The host of a broker that only this machine reaches.
    public static final String THIS_MACHINE = "127.0.0.1";

    /// A broker that only this machine reaches.
    public BrokerSettings(Path folder, int port, Map<String, String> overrides) {
        this(folder, port, THIS_MACHINE, overrides);
    }

    /// Copies the overrides.
    ///
    /// @throws IllegalArgumentException if the port is none, or the host cannot be in an address
    public BrokerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535; 0 takes any free one");
        }
        if (!host.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "host '" + host + "' is no host name; give the name by which clients reach this broker");
        }
        folder = folder.toAbsolutePath().normalize();
        overrides = Map.copyOf(overrides);
    }

    /// The interface to listen on.
    String interfaceHeard() {
        return host.equals(THIS_MACHINE) ? THIS_MACHINE : "0.0.0.0";
    }
}
