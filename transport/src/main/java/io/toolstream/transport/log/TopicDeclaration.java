package io.toolstream.transport.log;

import java.util.Map;

/// A topic as it has to be.
///
/// @param replication how many brokers hold each record, or [#BROKERS_DEFAULT]
/// @param settings by Kafka's names
public record TopicDeclaration(String name, int partitions, short replication, Map<String, String> settings) {

    /// As many brokers as their own `default.replication.factor` says.
    public static final short BROKERS_DEFAULT = -1;

    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one is not positive, nor the brokers' default
    public TopicDeclaration {
        if (partitions < 1 || (replication < 1 && replication != BROKERS_DEFAULT)) {
            throw new IllegalArgumentException("topic " + name + " needs at least 1 partition and 1 replica, got "
                    + partitions + " and " + replication);
        }
        settings = Map.copyOf(settings);
    }

    /// A topic on a single broker with the broker's own settings.
    public static TopicDeclaration of(String name, int partitions) {
        return new TopicDeclaration(name, partitions, (short) 1, Map.of());
    }
}
