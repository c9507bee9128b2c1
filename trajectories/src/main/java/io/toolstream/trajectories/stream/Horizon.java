package io.toolstream.trajectories.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Up to when the inputs have been read. Deadlines are held against it and not against the clock: a service
/// that was down would otherwise end groups whose trajectories lie on the log, unread. Safe for several
/// threads.
@FunctionalInterface
interface Horizon {
    /// Every record that was in the log of partition `partition`, of each input, at this time has been worked
    /// off; absent while that is true of no time yet.
    @Nullable Instant readUpTo(int partition);
}
