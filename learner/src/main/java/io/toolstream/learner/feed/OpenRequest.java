package io.toolstream.learner.feed;

import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.WorkerBeat.GroupInPlay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A request that was issued and has not ended.
///
/// @param first   as it was issued first
/// @param attempt the last one issued
/// @param written samples whose trajectories are on the log, as bits
/// @param queued  issues that no worker has named yet: they are safe in the queue
/// @param claims  who plays it, ascending by worker, incarnation and attempt
record OpenRequest(RolloutRequest first, int attempt, long written, List<Queued> queued, List<Claim> claims) {
    /// An issue that no worker has named, and the samples it asks for.
    record Queued(int attempt, long samples) {}

    /// What an incarnation of a worker said last of an attempt.
    ///
    /// @param at      when it said so
    /// @param playing samples in play, as bits
    record Claim(String workerId, Incarnation incarnation, int attempt, Instant at, long playing) {
        private int compareKey(Claim other) {
            int order = workerId.compareTo(other.workerId);
            order = order == 0 ? incarnation.value().compareTo(other.incarnation.value()) : order;
            return order == 0 ? Integer.compare(attempt, other.attempt) : order;
        }
    }

    static OpenRequest of(RolloutRequest request) {
        return new OpenRequest(
                request,
                request.attempt(),
                0,
                List.of(new Queued(request.attempt(), SampleSet.of(request.samples()))),
                List.of());
    }

    OpenRequest issuedAgain(RolloutRequest request) {
        List<Queued> more = new ArrayList<>(queued);
        more.add(new Queued(request.attempt(), SampleSet.of(request.samples())));
        return new OpenRequest(first, Math.max(attempt, request.attempt()), written, List.copyOf(more), claims);
    }

    OpenRequest named(WorkerBeat beat, GroupInPlay play) {
        List<Queued> left = queued;
        for (int i = 0; i < queued.size(); i++) {
            if (queued.get(i).attempt() == play.attempt()) {
                left = new ArrayList<>(queued);
                left.remove(i);
                break;
            }
        }
        Claim claim =
                new Claim(beat.workerId(), beat.incarnation(), play.attempt(), beat.at(), SampleSet.of(play.samples()));
        return new OpenRequest(first, attempt, written | SampleSet.of(play.written()), List.copyOf(left), with(claim));
    }

    /// Samples that are neither written, nor in the queue, nor in play at a worker that said so lately.
    long missing(Instant now, Duration silence) {
        long covered = written;
        for (Queued waiting : queued) {
            covered |= waiting.samples();
        }
        for (Claim claim : claims) {
            if (!claim.at().plus(silence).isBefore(now)) {
                covered |= claim.playing();
            }
        }
        return SampleSet.all(first.size()) & ~covered;
    }

    Instant deadline() {
        return first.issued().plus(first.timeout());
    }

    /// The same request once more, for `samples` only. Its deadline stays that of the first issue.
    RolloutRequest again(long samples) {
        return new RolloutRequest(
                first.runId(),
                first.seq(),
                attempt + 1,
                first.purpose(),
                first.problemId(),
                first.question(),
                first.size(),
                SampleSet.list(samples),
                first.sampling(),
                first.version(),
                first.evalSet(),
                first.issued(),
                first.timeout());
    }

    private List<Claim> with(Claim claim) {
        List<Claim> all = new ArrayList<>(claims.size() + 1);
        all.addAll(claims);
        int at = 0;
        while (at < all.size() && all.get(at).compareKey(claim) < 0) {
            at++;
        }
        if (at < all.size() && all.get(at).compareKey(claim) == 0) {
            all.set(at, claim);
        } else {
            all.add(at, claim);
        }
        return List.copyOf(all);
    }
}
