package io.toolstream.app.protocol;

import io.toolstream.app.protocol.SimLog.Entry;
import io.toolstream.schemas.RolloutRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The share group over one partition of `rollout-requests`: a record goes to one taker at a time, comes again when its
/// lock expires or its taker disconnects, and is given up after too many deliveries.
final class ShareQueue {
    private static final int DELIVERIES = 5;

    private final SimLog<RolloutRequest> log;
    private final Duration lock;
    private final Map<Long, Held> held = new LinkedHashMap<>();
    private long next;

    ShareQueue(SimLog<RolloutRequest> log, Duration lock) {
        this.log = log;
        this.lock = lock;
    }

    private static final class Held {
        private final RolloutRequest request;
        private SimWorker owner;
        private Instant until;
        private int deliveries = 1;

        Held(RolloutRequest request, SimWorker owner, Instant until) {
            this.request = request;
            this.owner = owner;
            this.until = until;
        }
    }

    /// What was taken, to be accepted.
    record Delivery(ShareQueue queue, long offset, RolloutRequest request) {}

    @Nullable Delivery take(SimWorker owner, Instant now) {
        for (Map.Entry<Long, Held> entry : held.entrySet()) {
            Held one = entry.getValue();
            if (one.until.isBefore(now)) {
                if (one.deliveries == DELIVERIES) {
                    held.remove(entry.getKey());
                    return null;
                }
                one.owner = owner;
                one.until = now.plus(lock);
                one.deliveries++;
                return new Delivery(this, entry.getKey(), one.request);
            }
        }
        Entry<RolloutRequest> entry = log.next(next);
        if (entry == null) {
            return null;
        }
        next = entry.offset() + 1;
        RolloutRequest request = Objects.requireNonNull(entry.value());
        held.put(entry.offset(), new Held(request, owner, now.plus(lock)));
        return new Delivery(this, entry.offset(), request);
    }

    /// Succeeds for the owner of an expired lock too, as the broker's does; then nobody gets the record again.
    void accept(Delivery delivery) {
        held.remove(delivery.offset());
    }

    void disconnected(SimWorker owner) {
        for (Held one : held.values()) {
            if (one.owner.equals(owner)) {
                one.until = Instant.MIN;
            }
        }
    }
}
