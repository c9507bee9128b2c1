package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void aQuantileIsAtMostABucketAboveTheTruth() {
        Durations durations = new Durations();
        for (int millis = 1; millis <= 1000; millis++) {
            durations.add(Duration.ofMillis(millis));
        }

        assertThat(durations.count()).isEqualTo(1000);
        assertThat(durations.sum()).isEqualTo(Duration.ofMillis(500_500));
        assertThat(durations.quantile(0.5)).isBetween(Duration.ofMillis(500), Duration.ofMillis(546));
        assertThat(durations.quantile(0.99)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1080));
    }

    @Test
    void quantilesAreOfTheLastFiveMinutesAndNumberAndSumOfAll() {
        AtomicLong clock = new AtomicLong(-7);
        Durations durations = new Durations(clock::get);
        durations.add(Duration.ofSeconds(10));
        clock.addAndGet(Duration.ofSeconds(200).toNanos());
        durations.add(Duration.ofMillis(1));

        assertThat(durations.quantile(1)).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        clock.addAndGet(Duration.ofSeconds(100).toNanos());
        assertThat(durations.quantile(1)).isBetween(Duration.ofMillis(1), Duration.ofNanos(1_100_000));
        assertThat(durations.count()).isEqualTo(2);
        assertThat(durations.sum()).isEqualTo(Duration.ofMillis(10_001));
        clock.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(durations.quantile(1)).isZero();
        durations.add(Duration.ofMillis(1));
        assertThat(durations.quantile(1)).isPositive();
    }

    @Test
    void nothingCountedIsZero() {
        assertThat(new Durations().quantile(0.99)).isZero();
    }

    @Test
    void whatIsBeyondTheBucketsFallsIntoTheOutermost() {
        Durations durations = new Durations();
        durations.add(Duration.ZERO);
        durations.add(Duration.ofDays(1));

        assertThat(durations.count()).isEqualTo(2);
    }
}
