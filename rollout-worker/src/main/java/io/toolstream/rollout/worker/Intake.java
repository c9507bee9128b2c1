package io.toolstream.rollout.worker;

import io.toolstream.schemas.RolloutRequest;
import io.toolstream.transport.log.LogUnavailableException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes requests this worker's own, and gives up those that cannot be played: the samples of such a request are
/// missing, and its issuer decides what becomes of them. Pure but for the steps it is handed; for one thread.
///
/// @param groups what the beats name
/// @param positions most tokens of a sample, prompt included
record Intake(GroupsInPlay groups, int positions) {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /// Writes a beat that names all groups, and waits until the broker has it.
    interface Announcement {
        void write() throws InterruptedException;
    }

    /// Names the request in a beat and only then accepts it. A worker that is killed before the beat leaves the
    /// request in its queue, and one that is killed after it is missed by the ledger: at no moment is the request
    /// with nobody and still thought safe.
    ///
    /// @param accept answers whether the request is this worker's own
    /// @param release leaves it to others
    /// @return whether it is to be played here
    boolean claimed(RolloutRequest request, Announcement announcement, BooleanSupplier accept, Runnable release)
            throws InterruptedException {
        groups.taken(request);
        try {
            announcement.write();
        } catch (LogUnavailableException silence) {
            // The beat may have been written all the same, so the next one has to take it back.
            drop(request, "it could not be announced: " + silence.getMessage());
            release.run();
            return false;
        }
        boolean accepted = accept.getAsBoolean();
        if (!accepted) {
            drop(request, "it was accepted too late to be certain that no other worker has it");
        }
        return accepted;
    }

    /// Why the engine cannot play the request, if so: asked all the same it would throw, here and at every worker after
    /// this one.
    Optional<String> refusal(RolloutRequest request, int promptTokens, Instant now) {
        if (overdue(request, now)) {
            return Optional.of("its deadline has passed");
        }
        if (promptTokens >= positions) {
            return Optional.of("its prompt has %d tokens, which leaves no room in %d positions; raise rollout.positions"
                    .formatted(promptTokens, positions));
        }
        if (!((float) request.sampling().temperature() > 0)) {
            return Optional.of("its temperature is %s, and the engine draws at positive ones only"
                    .formatted(request.sampling().temperature()));
        }
        return Optional.empty();
    }

    /// Reports all samples of the request missing.
    void drop(RolloutRequest request, String reason) {
        LOG.atWarn()
                .addKeyValue("purpose", request.purpose())
                .addKeyValue("group", request.groupId())
                .addKeyValue("attempt", request.attempt())
                .addKeyValue("reason", reason)
                .log("a request is not played");
        request.samples().forEach(sample -> groups.missing(request, sample));
    }

    /// Whether the request's group has ended by `now`, whatever is still played of it.
    static boolean overdue(RolloutRequest request, Instant now) {
        return !now.isBefore(request.issued().plus(request.timeout()));
    }
}
