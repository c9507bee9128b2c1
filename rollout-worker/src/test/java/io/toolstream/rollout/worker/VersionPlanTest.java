package io.toolstream.rollout.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.rollout.worker.VersionPlan.Fetched;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionPlanTest {
    private static final Instant NOW = Requests.ISSUED;
    private static final Fetched FIVE = new Fetched(5, Map.of());
    private static final Fetched SIX = new Fetched(6, Map.of());

    private final VersionPlan plan = new VersionPlan();

    @Test
    void aNewerVersionIsFetchedOnceAndSwappedToOnce() {
        assertThat(plan.fetches(4, 4, NOW)).isFalse();
        assertThat(plan.fetches(5, 4, NOW)).isTrue();
        plan.fetched(FIVE);

        assertThat(plan.swap(4, false, 8)).hasValue(FIVE);
        assertThat(plan.swap(5, false, 8)).isEmpty();
        assertThat(plan.fetches(5, 5, NOW)).isFalse();
    }

    @Test
    void whatWasFetchedIsKeptWhileAnEvaluationIsInPlay() {
        plan.fetched(FIVE);

        assertThat(plan.swap(4, true, 8)).isEmpty();
        assertThat(plan.fetches(5, 4, NOW)).isFalse();
        assertThat(plan.swap(4, true, 8)).isEmpty();
        assertThat(plan.swap(4, false, 8)).hasValue(FIVE);
    }

    @Test
    void whatWasFetchedIsKeptWhileAnEvaluationIsHeld() {
        plan.fetched(FIVE);
        plan.hold(Requests.evaluation(1, 7));

        assertThat(plan.swap(4, true, 0)).isEmpty();
        assertThat(plan.overdue(NOW.plus(Requests.TIMEOUT))).isPresent();
        assertThat(plan.fetches(5, 4, NOW)).isFalse();
        assertThat(plan.swap(4, false, 0)).hasValue(FIVE);
    }

    @Test
    void aNewerVersionSupersedesOneThatWaits() {
        plan.fetched(FIVE);

        assertThat(plan.fetches(6, 4, NOW)).isTrue();
        plan.fetched(SIX);
        assertThat(plan.swap(4, false, 8)).hasValue(SIX);
    }

    @Test
    void aHeldEvaluationIsPlayedWithItsVersionOnceNothingIsInPlay() {
        plan.hold(Requests.evaluation(1, 5));
        assertThat(plan.fetches(5, 6, NOW)).isTrue();
        plan.fetched(FIVE);

        assertThat(plan.swap(6, true, 8)).isEmpty();
        assertThat(plan.ready(6)).isEmpty();
        assertThat(plan.swap(6, true, 0)).hasValue(FIVE);
        assertThat(plan.ready(5)).hasValue(Requests.evaluation(1, 5));
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void weightsOfAnEvaluationThatIsNoLongerHeldAreNotSwappedTo() {
        plan.hold(Requests.evaluation(1, 5));
        plan.fetched(FIVE);
        plan.overdue(NOW.plus(Requests.TIMEOUT));

        assertThat(plan.swap(6, false, 0)).isEmpty();
    }

    @Test
    void anEvaluationIsNotHeldBeyondItsDeadline() {
        plan.hold(Requests.evaluation(1, 7));
        Instant deadline = NOW.plus(Requests.TIMEOUT);

        assertThat(plan.overdue(deadline.minus(Duration.ofMillis(1)))).isEmpty();
        assertThat(plan.held()).isPresent();
        assertThat(plan.overdue(deadline)).hasValue(Requests.evaluation(1, 7));
        assertThat(plan.held()).isEmpty();
        assertThat(plan.overdue(deadline)).isEmpty();
    }

    @Test
    void aFailedFetchIsTriedAgainAfterAPause() {
        plan.failed(NOW);

        assertThat(plan.fetches(5, 4, NOW)).isFalse();
        assertThat(plan.fetches(5, 4, NOW.plus(VersionPlan.RETRY).minus(Duration.ofMillis(1))))
                .isFalse();
        assertThat(plan.fetches(5, 4, NOW.plus(VersionPlan.RETRY))).isTrue();
    }

    @Test
    void onlyAHeldRequestWithNothingInPlayIsWaitedFor() {
        assertThat(plan.waiting(0)).isFalse();
        plan.hold(Requests.evaluation(1, 7));
        assertThat(plan.waiting(0)).isTrue();
        assertThat(plan.waiting(3)).isFalse();
    }
}
