package io.toolstream.learner.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.WorkerBeat.GroupInPlay;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FeederTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final FeedSettings SETTINGS = new FeedSettings(
            new RunId("run"), 7, 4, new Sampling(1, 1, 0, 0, 100, 4), 3, 1, Duration.ofSeconds(60), BEAT, 3, 4);

    private final Feeder feeder = new Feeder(SETTINGS, problems(5));
    private final Ledger ledger = new Ledger();

    @Test
    void theFirstRequestsFillTheBudgetOfOneStepMoreThanTheStalenessAllows() {
        List<RolloutRequest> requests = feeder.requests(ledger, 0, START);

        assertThat(requests).extracting(RolloutRequest::seq).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.attempt()).isEqualTo(1);
            assertThat(request.samples()).containsExactly(0, 1, 2, 3);
            assertThat(request.issued()).isEqualTo(START);
        });
        assertThat(requests).extracting(request -> request.sampling().seed()).doesNotHaveDuplicates();
    }

    @Test
    void whatEndedFreesBudgetUnlessItWaitsToBeTrained() {
        issue(START);
        ledger.ended(4);
        ledger.ended(0);

        assertThat(feeder.requests(ledger, 2, START)).isEmpty();
        assertThat(feeder.requests(ledger, 1, START))
                .extracting(RolloutRequest::seq)
                .containsExactly(6L);
        assertThat(feeder.requests(ledger, 0, START))
                .extracting(RolloutRequest::seq)
                .containsExactly(6L, 7L);
    }

    @Test
    void aRequestThatNoWorkerHasNamedIsSafeInTheQueue() {
        issue(START);

        assertThat(feeder.requests(ledger, 0, START.plusSeconds(59))).isEmpty();
    }

    @Test
    void threeBeatsOfSilenceIssueOnlyTheMissingSamplesAgain() {
        issue(START);
        ledger.beat(beat("a", "i1", START.plusSeconds(10), play(2, 1, List.of(1, 3), List.of(0, 2))));

        assertThat(feeder.requests(ledger, 0, START.plusSeconds(16))).isEmpty();
        List<RolloutRequest> again = feeder.requests(ledger, 0, START.plusSeconds(17));
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().seq()).isEqualTo(2);
        assertThat(again.getFirst().attempt()).isEqualTo(2);
        assertThat(again.getFirst().samples()).containsExactly(1, 3);
        assertThat(again.getFirst().issued()).isEqualTo(START);

        ledger.issued(again.getFirst());
        assertThat(feeder.requests(ledger, 0, START.plusSeconds(30))).isEmpty();
    }

    @Test
    void aSampleThatEndedWithoutATrajectoryIsIssuedAgainAtOnce() {
        issue(START);
        ledger.beat(beat("a", "i1", START.plusSeconds(2), play(0, 1, List.of(0, 1, 2, 3), List.of())));
        ledger.beat(beat("a", "i1", START.plusSeconds(4), play(0, 1, List.of(2), List.of(0, 3))));

        assertThat(feeder.requests(ledger, 0, START.plusSeconds(4)))
                .singleElement()
                .extracting(RolloutRequest::samples)
                .isEqualTo(List.of(1));
    }

    @Test
    void anAttemptInTheQueueProtectsItsSamplesWhileAnotherAttemptDies() {
        issue(START);
        ledger.beat(beat("a", "i1", START, play(0, 1, List.of(0, 1), List.of(2))));
        RolloutRequest second = feeder.requests(ledger, 0, START).getFirst();
        assertThat(second.samples()).containsExactly(3);
        ledger.issued(second);
        RolloutRequest third = feeder.requests(ledger, 0, START.plusSeconds(7)).getFirst();
        assertThat(third.attempt()).isEqualTo(3);
        assertThat(third.samples()).containsExactly(0, 1);
        ledger.issued(third);

        ledger.beat(beat("b", "i2", START.plusSeconds(8), play(0, 3, List.of(0, 1), List.of())));
        assertThat(feeder.requests(ledger, 0, START.plusSeconds(9))).isEmpty();
    }

    @Test
    void aRequestPastItsDeadlineOrItsAttemptsIsLeftToEnd() {
        issue(START);
        ledger.beat(beat("a", "i1", START, play(0, 1, List.of(0, 1, 2, 3), List.of())));
        assertThat(feeder.requests(ledger, 0, START.plusSeconds(59))).hasSize(1);
        assertThat(feeder.requests(ledger, 0, START.plusSeconds(60))).isEmpty();
        assertThat(ledger.overdue(START.plusSeconds(60))).isEqualTo(6);

        for (int attempt = 2; attempt <= 4; attempt++) {
            RolloutRequest again =
                    feeder.requests(ledger, 0, START.plusSeconds(20)).getFirst();
            assertThat(again.attempt()).isEqualTo(attempt);
            ledger.issued(again);
            ledger.beat(beat("a", "i1", START, play(0, attempt, List.of(0, 1, 2, 3), List.of())));
        }
        assertThat(feeder.requests(ledger, 0, START.plusSeconds(20))).isEmpty();
    }

    @Test
    void aLedgerReadFromTheLogsAgreesWithTheLiveOne() {
        List<RolloutRequest> requests = issue(START);
        WorkerBeat first = beat("b", "i2", START.plusSeconds(1), play(1, 1, List.of(0), List.of(2)));
        WorkerBeat second = beat("a", "i1", START.plusSeconds(2), play(1, 1, List.of(1, 3), List.of()));
        ledger.beat(first);
        ledger.beat(second);
        ledger.ended(3);

        Ledger rebuilt = new Ledger();
        rebuilt.ended(3);
        requests.forEach(rebuilt::issued);
        rebuilt.beat(second);
        assertThat(rebuilt.agrees(ledger, START)).isFalse();
        rebuilt.beat(first);
        assertThat(rebuilt.agrees(ledger, START)).isTrue();
        assertThat(rebuilt.open()).isEqualTo(5);
        assertThat(rebuilt.next()).isEqualTo(6);
    }

    @Test
    void aGapInTheRequestsIsRefused() {
        RolloutRequest last = feeder.requests(ledger, 0, START).getLast();

        assertThatThrownBy(() -> ledger.issued(last)).hasMessageContaining("request 5 follows -1");
    }

    @Test
    void everyEpochPlaysEveryProblemOnceInAnOrderOfItsOwn() {
        for (int size : new int[] {1, 2, 3, 5, 64, 100, 1_000}) {
            ProblemOrder order = new ProblemOrder(11, problems(size));
            List<Problem> first =
                    LongStream.range(0, size).mapToObj(order::problem).toList();
            List<Problem> second =
                    LongStream.range(size, 2L * size).mapToObj(order::problem).toList();

            assertThat(first).doesNotHaveDuplicates().hasSize(size);
            assertThat(Set.copyOf(second)).isEqualTo(Set.copyOf(first));
            if (size >= 64) {
                assertThat(second).isNotEqualTo(first);
            }
        }
    }

    @Test
    void theOrderDependsOnTheSeedAndNotOnHowTheListWasRead() {
        List<Problem> problems = problems(50);
        ProblemOrder order = new ProblemOrder(1, problems);
        ProblemOrder reversed = new ProblemOrder(1, problems.reversed());
        ProblemOrder other = new ProblemOrder(2, problems);
        Set<Long> differing = new HashSet<>();
        for (long seq = 0; seq < 150; seq++) {
            assertThat(order.problem(seq)).isEqualTo(reversed.problem(seq));
            if (!order.problem(seq).equals(other.problem(seq))) {
                differing.add(seq);
            }
        }
        assertThat(differing).hasSizeGreaterThan(100);
        assertThatThrownBy(() -> new ProblemOrder(1, List.of())).hasMessageContaining("import a data set");
        assertThatThrownBy(() -> new ProblemOrder(1, List.of(problems.getFirst(), problems.getFirst())))
                .hasMessageContaining("p0 is in the list twice");
    }

    private List<RolloutRequest> issue(Instant now) {
        List<RolloutRequest> requests = feeder.requests(ledger, 0, now);
        requests.forEach(ledger::issued);
        return requests;
    }

    private static GroupInPlay play(long seq, int attempt, List<Integer> samples, List<Integer> written) {
        return new GroupInPlay(Purpose.TRAINING, seq, attempt, samples, written);
    }

    private static WorkerBeat beat(String worker, String incarnation, Instant at, GroupInPlay... plays) {
        return new WorkerBeat(
                new RunId("run"), worker, new Incarnation(incarnation), 0, List.of(plays), 0, 0L, Map.of(), at);
    }

    private static List<Problem> problems(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new Problem(new ProblemId("p" + i), "What is " + i + "?", Map.of()))
                .toList();
    }
}
