package io.toolstream.schemas;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a trajectory was asked for, played and done, to the microsecond, and how long it decoded and waited.
///
/// The stamps come from several machines' clocks, so their order is not checked.
///
/// @param firstToken absent when no token was sampled
public record Times(
        Instant requested,
        Instant started,
        @Nullable Instant firstToken,
        Instant finished,
        Duration decoding,
        Duration waiting) {
    public Times {
        requested = Require.micros(requested);
        started = Require.micros(started);
        firstToken = firstToken == null ? null : Require.micros(firstToken);
        finished = Require.micros(finished);
        Require.notNegative("Times.decoding", decoding);
        Require.notNegative("Times.waiting", waiting);
    }
}
