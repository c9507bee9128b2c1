package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrderedRunsTest {
    @Test
    void resultsKeepTheOrderThoughLaterWorkEndsFirst() throws Exception {
        List<Integer> handed = new CopyOnWriteArrayList<>();
        CountDownLatch lastIsDone = new CountDownLatch(1);
        try (OrderedRuns<Integer> runs = new OrderedRuns<>(3, handed::add)) {
            runs.give(() -> {
                lastIsDone.await();
                return 1;
            });
            runs.give(() -> 2);
            runs.give(() -> {
                lastIsDone.countDown();
                return 3;
            });
            runs.finish();
        }
        assertThat(handed).containsExactly(1, 2, 3);
    }

    @Test
    void noMoreIsHeldThanTheBound() throws Exception {
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (OrderedRuns<Integer> runs = new OrderedRuns<>(4, _ -> held.decrementAndGet())) {
            for (int i = 0; i < 200; i++) {
                runs.give(() -> most.accumulateAndGet(held.incrementAndGet(), Math::max));
            }
            runs.finish();
        }
        assertThat(held).hasValue(0);
        assertThat(most.get()).isBetween(1, 4);
    }

    @Test
    void workThatFailsEndsTheRunsInsteadOfLeavingTheGiverWaiting() throws Exception {
        try (OrderedRuns<Integer> runs = new OrderedRuns<>(2, _ -> {})) {
            runs.give(() -> {
                throw new IllegalStateException("broken");
            });
            while (runs.give(() -> 1)) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(runs::finish)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("broken");
        }
    }
}
