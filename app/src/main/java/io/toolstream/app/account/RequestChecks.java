package io.toolstream.app.account;

import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.TrajectoryGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Whether every request ended once, is still open within its deadline, or is lost.
final class RequestChecks {
    private final RunRecords records;
    private final Faults faults;
    long open;
    long lost;
    long missing;

    RequestChecks(RunRecords records, Faults faults) {
        this.records = records;
        this.faults = faults;
    }

    /// @param grace for the end of an overdue request to be written
    void run(Instant now, Duration grace) {
        long next = 0;
        for (var entry : records.requests.entrySet()) {
            long seq = entry.getKey();
            if (seq > next) {
                missing += seq - next;
                faults.add(Invariant.DENSE_REQUESTS, "requests %d to %d are missing", next, seq - 1);
            }
            next = seq + 1;
            issued(seq, entry.getValue());
            ended(entry.getValue().getFirst(), now.minus(grace));
        }
        for (long groupId : records.groupsById.keySet()) {
            if (!records.requests.containsKey(groupId)) {
                faults.add(Invariant.ENDS_ONCE, "group %d ends a request that was never issued", groupId);
            }
        }
    }

    private void issued(long seq, List<RolloutRequest> issues) {
        RolloutRequest first = issues.getFirst();
        if (first.attempt() != 1 || first.samples().size() != first.size()) {
            faults.add(
                    Invariant.DENSE_REQUESTS,
                    "request %d is issued first as attempt %d for samples %s of %d",
                    seq,
                    first.attempt(),
                    first.samples(),
                    first.size());
        }
        for (int i = 1; i < issues.size(); i++) {
            RolloutRequest again = issues.get(i);
            if (again.attempt() == 1) {
                faults.add(Invariant.DENSE_REQUESTS, "request %d is issued twice as new", seq);
            } else if (!repeats(first, again)
                    || again.attempt() != issues.get(i - 1).attempt() + 1) {
                faults.add(
                        Invariant.REISSUE_REPEATS,
                        "issue %d of request %d, attempt %d, differs from the first in more than its samples",
                        i + 1,
                        seq,
                        again.attempt());
            }
        }
    }

    private static boolean repeats(RolloutRequest first, RolloutRequest again) {
        return again.problemId().equals(first.problemId())
                && again.size() == first.size()
                && again.sampling().equals(first.sampling())
                && again.issued().equals(first.issued())
                && again.timeout().equals(first.timeout());
    }

    private void ended(RolloutRequest request, Instant now) {
        List<TrajectoryGroup> ends = records.groupsById.getOrDefault(request.seq(), List.of());
        if (ends.size() > 1) {
            faults.add(
                    Invariant.ENDS_ONCE,
                    "request %d ended %d times: %s",
                    request.seq(),
                    ends.size(),
                    ends.stream().map(TrajectoryGroup::outcome).toList());
        } else if (ends.isEmpty() && now.isBefore(request.issued().plus(request.timeout()))) {
            open++;
        } else if (ends.isEmpty()) {
            lost++;
            faults.add(
                    Invariant.ENDS_ONCE,
                    "request %d did not end by its deadline %s",
                    request.seq(),
                    request.issued().plus(request.timeout()));
        }
    }
}
