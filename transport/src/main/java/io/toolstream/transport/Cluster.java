package io.toolstream.transport;

import java.util.HashMap;
import java.util.Map;

/// The Kafka cluster that a program is joined to.
///
/// @param bootstrap addresses as `host:port,host:port`
/// @param security client properties by Kafka's names (`security.protocol`, `sasl.*`, `ssl.*`); empty for
///     plain text
public record Cluster(String bootstrap, Map<String, String> security) {

    /// Copies the properties.
    ///
    /// @throws IllegalArgumentException if there is no address
    public Cluster {
        if (bootstrap.isBlank()) {
            throw new IllegalArgumentException("no Kafka address; set kafka.bootstrap, for example 127.0.0.1:9092");
        }
        security = Map.copyOf(security);
    }

    /// A cluster without encryption or authentication.
    public static Cluster at(String bootstrap) {
        return new Cluster(bootstrap, Map.of());
    }

    /// What every client of it needs; the caller adds to it.
    public Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(security);
        properties.put("bootstrap.servers", bootstrap);
        return properties;
    }
}
