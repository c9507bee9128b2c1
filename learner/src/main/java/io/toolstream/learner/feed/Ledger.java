package io.toolstream.learner.feed;

import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.WorkerBeat.GroupInPlay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is out: a fold over `rollout-requests` (issued), `workers` (who plays what) and `trajectory-groups` (ended).
///
/// Read live, or from the start of the logs in the order groups, requests, beats, it comes to the same. Beats must
/// reach back as far as the oldest open request, so `workers` may not be compacted sooner than the request timeout.
public final class Ledger {
    private final TreeMap<Long, OpenRequest> open = new TreeMap<>();
    private final BitSet ended = new BitSet();
    private long next;

    /// A request is on the log. First issues come in dense order.
    public void issued(RolloutRequest request) {
        long seq = request.seq();
        if (seq > next) {
            throw new IllegalStateException(
                    "request %d follows %d on the log: the requests between are missing".formatted(seq, next - 1));
        }
        if (seq == next) {
            next++;
            if (!ended.get(Math.toIntExact(seq))) {
                open.put(seq, OpenRequest.of(request));
            }
            return;
        }
        open.computeIfPresent(seq, (_, known) -> known.issuedAgain(request));
    }

    /// A worker said what it plays.
    public void beat(WorkerBeat beat) {
        for (GroupInPlay play : beat.inPlay()) {
            if (play.purpose() == Purpose.TRAINING) {
                open.computeIfPresent(play.seq(), (_, known) -> known.named(beat, play));
            }
        }
    }

    /// The group of request `seq` is on the log, whatever its outcome.
    public void ended(long seq) {
        ended.set(Math.toIntExact(seq));
        open.remove(seq);
    }

    /// Requests issued and not ended.
    public int open() {
        return open.size();
    }

    /// The number of the next new request.
    public long next() {
        return next;
    }

    /// Whether the group of request `seq` is on the log.
    public boolean hasEnded(long seq) {
        return ended.get(Math.toIntExact(seq));
    }

    /// Requests that ended.
    public int ended() {
        return ended.cardinality();
    }

    /// What to issue again at `now`: open requests some of whose samples are with nobody, asking for those only. A
    /// request past its deadline, or issued `attemptsMax` times, is left to end by its deadline.
    public List<RolloutRequest> lost(Instant now, Duration silence, int attemptsMax) {
        List<RolloutRequest> again = new ArrayList<>();
        for (OpenRequest request : open.values()) {
            if (request.attempt() < attemptsMax && now.isBefore(request.deadline())) {
                long missing = request.missing(now, silence);
                if (missing != 0) {
                    again.add(request.again(missing));
                }
            }
        }
        return again;
    }

    /// Open requests that should have ended by `now`: their number is alarming while groups are being written.
    public int overdue(Instant now) {
        int overdue = 0;
        for (OpenRequest request : open.values()) {
            overdue += now.isBefore(request.deadline()) ? 0 : 1;
        }
        return overdue;
    }

    /// Whether `other` knows the same of every request whose deadline is after `now`, and counts the same.
    public boolean agrees(Ledger other, Instant now) {
        if (next != other.next || !ended.equals(other.ended) || !open.keySet().equals(other.open.keySet())) {
            return false;
        }
        for (Map.Entry<Long, OpenRequest> entry : open.entrySet()) {
            OpenRequest request = entry.getValue();
            if (now.isBefore(request.deadline()) && !request.equals(other.open.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "Ledger[next=%d, ended=%d, open=%s]".formatted(next, ended.cardinality(), open.values());
    }
}
