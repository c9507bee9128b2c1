package io.toolstream.schemas.topic;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// A share group and its settings, which Kafka keeps by group and not by consumer.
///
/// @param id            its name; `{run}` or `{pool}` is filled in with the topic's
/// @param worker        the program that takes records in it
/// @param lock          how long a record stays with who took it
/// @param deliveryLimit deliveries after which Kafka gives a record up
public record ShareGroup(String id, Program worker, Duration lock, int deliveryLimit) {
    public ShareGroup {
        if (lock.compareTo(Duration.ofSeconds(15)) < 0 || lock.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException(
                    "share group %s locks for %s; brokers allow 15 s to 60 s".formatted(id, lock));
        }
        if (deliveryLimit < 2 || deliveryLimit > 10) {
            throw new IllegalArgumentException(
                    "share group %s delivers %d times; brokers allow 2 to 10".formatted(id, deliveryLimit));
        }
    }

    /// The group's configuration: from the earliest record (Kafka's default is the latest), committed records only.
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("share.auto.offset.reset", "earliest");
        settings.put("share.isolation.level", "read_committed");
        settings.put("share.record.lock.duration.ms", Long.toString(lock.toMillis()));
        settings.put("share.delivery.count.limit", Integer.toString(deliveryLimit));
        return settings;
    }

    /// The longest wall limit a record may ask for, so that its lock outlives it by ten seconds.
    public Duration longestWork() {
        return lock.minusSeconds(10);
    }
}
