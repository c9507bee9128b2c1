package io.toolstream.app.protocol;

import io.toolstream.learner.commit.CommitPlan;
import io.toolstream.learner.feed.FeedSettings;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// The size of one simulated run and how badly things go in it, drawn from its seed.
///
/// @param spreadNeeded whether groups of equal rewards teach nothing
/// @param faults of a thousand actions, how many are faults
/// @param losses of a thousand messages, how many are lost, doubled or garbled
record Setting(
        FeedSettings feed,
        CommitPlan plan,
        int partitions,
        int workers,
        int slots,
        boolean spreadNeeded,
        int faults,
        int losses) {
    static final RunId RUN = new RunId("run");
    static final Duration BEAT = Duration.ofSeconds(1);
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    /// For a mutation: a feeder that counts on more groups than one step trains.
    FeedSettings greedy() {
        return new FeedSettings(
                feed.runId(),
                feed.seed(),
                feed.samples(),
                feed.sampling(),
                feed.groupsPerStep() + 1,
                feed.maxStaleness(),
                feed.requestTimeout(),
                feed.beat(),
                feed.beatsMissed(),
                feed.attemptsMax());
    }

    static Setting drawn(RandomGenerator random) {
        boolean spreadNeeded = random.nextInt(4) > 0;
        int samples = (spreadNeeded ? 2 : 1) + random.nextInt(3);
        return new Setting(
                new FeedSettings(
                        RUN,
                        random.nextLong(),
                        samples,
                        new Sampling(1, 1, 0, 0, 100, 4),
                        1 + random.nextInt(3),
                        random.nextInt(3),
                        TIMEOUT,
                        BEAT,
                        3,
                        2 + random.nextInt(3)),
                new CommitPlan(1 + random.nextInt(3), 1 + random.nextInt(4)),
                1 + random.nextInt(2),
                1 + random.nextInt(3),
                samples + random.nextInt(4),
                spreadNeeded,
                random.nextInt(4) * 8,
                random.nextInt(4) * 30);
    }
}
