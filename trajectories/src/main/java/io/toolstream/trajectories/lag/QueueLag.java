package io.toolstream.trajectories.lag;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How far behind the workers of one queue are.
///
/// @param group the share group
/// @param backlog records that are not finished, those in work included
/// @param inFlight of these, in work: a lane holds one record as long as there is any, so that it is the lesser
///     of `backlog` and `lanes`
/// @param oldestAge since the oldest unfinished record was written; absent when there is none
/// @param lanes consumers, each of which holds at most one record
public record QueueLag(
        String group,
        String topic,
        long backlog,
        long inFlight,
        @Nullable Duration oldestAge,
        int lanes) {}
