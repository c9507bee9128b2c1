package io.toolstream.rollout.worker;

import io.toolstream.schemas.RolloutRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides which version is fetched, when it is swapped to, and how long an evaluation is held that names a version
/// which the engine has not. Pure; for one thread.
///
/// While an evaluation is in play no weights are swapped. While one is held, only the version it names is, and only
/// when nothing is in play. What has been fetched is kept until it may be swapped to or another has been fetched.
final class VersionPlan {
    /// Between two tries to fetch weights, if the first failed.
    static final Duration RETRY = Duration.ofSeconds(2);

    private @Nullable Fetched fetched;
    private @Nullable RolloutRequest held;
    private Instant nextFetch = Instant.EPOCH;

    /// Weights by Hugging Face name.
    record Fetched(long version, Map<String, float[]> weights) {}

    /// Holds an evaluation until its version is there.
    void hold(RolloutRequest request) {
        if (held != null) {
            throw new IllegalStateException(
                    "request %d is held while request %d comes".formatted(held.seq(), request.seq()));
        }
        held = request;
    }

    /// The request that is held.
    Optional<RolloutRequest> held() {
        return Optional.ofNullable(held);
    }

    /// Whether there is nothing to do but to wait for the version that the held request names.
    boolean waiting(int inPlay) {
        return held != null && inPlay == 0;
    }

    /// The request that was held in vain: its deadline has passed. It is held no longer.
    Optional<RolloutRequest> overdue(Instant now) {
        Optional<RolloutRequest> late = held().filter(request -> Intake.overdue(request, now));
        late.ifPresent(_ -> held = null);
        return late;
    }

    /// The request that was held and can be played with version `current`. It is held no longer.
    Optional<RolloutRequest> ready(long current) {
        Optional<RolloutRequest> ready = held().filter(request -> names(request, current));
        ready.ifPresent(_ -> held = null);
        return ready;
    }

    /// Whether to begin to fetch `version`, which is the one that the held request names or the newest.
    boolean fetches(long version, long current, Instant now) {
        boolean useful = held == null ? version > current : version != current;
        boolean here = fetched != null && fetched.version() == version;
        return useful && !here && !now.isBefore(nextFetch);
    }

    /// Weights were fetched.
    void fetched(Fetched weights) {
        fetched = weights;
    }

    /// Weights could not be fetched.
    void failed(Instant now) {
        nextFetch = now.plus(RETRY);
    }

    /// The weights to swap to now, handed out once.
    ///
    /// @param current version of the engine
    /// @param evaluating whether an evaluation is in play
    /// @param inPlay samples in play
    Optional<Fetched> swap(long current, boolean evaluating, int inPlay) {
        Fetched next = fetched;
        if (next == null) {
            return Optional.empty();
        }
        boolean useful = held == null ? next.version() > current : names(held, next.version());
        boolean allowed = held == null ? !evaluating : inPlay == 0;
        if (useful && allowed) {
            fetched = null;
            return Optional.of(next);
        }
        if (held == null && !useful) {
            // It was fetched for an evaluation that is no longer held.
            fetched = null;
        }
        return Optional.empty();
    }

    private static boolean names(RolloutRequest request, long version) {
        return request.version() != null && request.version() == version;
    }
}
