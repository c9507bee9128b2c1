package io.toolstream.transport.queue;

import io.toolstream.transport.log.OutgoingRecord;
import java.util.Optional;

/// Does the work of one record. Called by several lanes at once.
public interface DeliveryHandler {
    /// Does the work and returns the reply to send, or nothing where nobody waits for one.
    ///
    /// What must not run (expired, delivered too often, not decodable) is for the handler to answer without
    /// running it: an exception gives the record back to the queue at once, for any lane to take, until the
    /// group's delivery limit, after which the broker drops it silently.
    ///
    /// @throws InterruptedException if the lanes close before the work is done; the record goes back to the
    ///     queue
    Optional<OutgoingRecord> handle(Delivery delivery) throws InterruptedException;

    /// Whether it would do work now. A lane whose handler would not gives back what it was handed, leaves the
    /// group, so that no record is reserved for it, and looks again each second.
    default boolean willing() {
        return true;
    }
}
