package io.toolstream.trajectories.view;

import io.toolstream.trajectories.lag.QueueLag;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How far behind the workers of one queue are; see [QueueLag].
public record QueueView(
        String group,
        String topic,
        long backlog,
        long inFlight,
        @Nullable Long oldestAgeMillis,
        int lanes) {

    /// `lag` as readers see it.
    public static QueueView of(QueueLag lag) {
        Duration age = lag.oldestAge();
        return new QueueView(
                lag.group(),
                lag.topic(),
                lag.backlog(),
                lag.inFlight(),
                age == null ? null : age.toMillis(),
                lag.lanes());
    }
}
