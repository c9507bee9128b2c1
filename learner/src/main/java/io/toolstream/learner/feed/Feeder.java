package io.toolstream.learner.feed;

import io.toolstream.schemas.Problem;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Sampling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Decides which requests to write next, and writes nothing itself.
///
/// The budget counts what is out and what has ended and waits to be trained: were the waiting left out, workers
/// faster than the learner would fill the log with groups that are stale when their turn comes.
public final class Feeder {
    private final FeedSettings settings;
    private final ProblemOrder order;
    private final List<Integer> allSamples;

    /// @param problems frozen for the run
    public Feeder(FeedSettings settings, List<Problem> problems) {
        this.settings = settings;
        this.order = new ProblemOrder(settings.seed(), problems);
        this.allSamples = IntStream.range(0, settings.samples()).boxed().toList();
    }

    /// The requests to write at `now`: what was lost, then new ones up to the budget.
    ///
    /// @param waiting groups that ended and may yet be trained
    public List<RolloutRequest> requests(Ledger ledger, int waiting, Instant now) {
        List<RolloutRequest> requests = new ArrayList<>(ledger.lost(now, settings.silence(), settings.attemptsMax()));
        int room = settings.budget() - ledger.open() - waiting;
        for (int i = 0; i < room; i++) {
            requests.add(first(ledger.next() + i, now));
        }
        return requests;
    }

    private RolloutRequest first(long seq, Instant now) {
        Problem problem = order.problem(seq);
        Sampling sampling = settings.sampling();
        return new RolloutRequest(
                settings.runId(),
                seq,
                1,
                Purpose.TRAINING,
                problem.problemId(),
                problem.question(),
                settings.samples(),
                allSamples,
                new Sampling(
                        sampling.temperature(),
                        sampling.topP(),
                        sampling.topK(),
                        order.samplingSeed(seq),
                        sampling.maxTokens(),
                        sampling.maxTurns()),
                null,
                null,
                now,
                settings.requestTimeout());
    }
}
