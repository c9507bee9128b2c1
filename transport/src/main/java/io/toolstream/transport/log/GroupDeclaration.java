package io.toolstream.transport.log;

import java.time.Duration;
import java.util.Map;

/// A share group as it has to be.
///
/// @param settings by Kafka's names
public record GroupDeclaration(String name, Map<String, String> settings) {

    /// Copies the settings.
    public GroupDeclaration {
        settings = Map.copyOf(settings);
    }

    /// A work queue: from the oldest record on, committed records only.
    ///
    /// @param lock how long one member may hold a record; longer than the longest work
    /// @param mostDeliveries after which the broker gives a record up; above the count that a handler calls
    ///     poison
    public static GroupDeclaration workQueue(String name, Duration lock, int mostDeliveries) {
        return new GroupDeclaration(
                name,
                Map.of(
                        "share.auto.offset.reset",
                        "earliest",
                        "share.isolation.level",
                        "read_committed",
                        "share.record.lock.duration.ms",
                        String.valueOf(lock.toMillis()),
                        "share.delivery.count.limit",
                        String.valueOf(mostDeliveries)));
    }
}
