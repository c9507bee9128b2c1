package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff FRESH = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0);

    @Test
    void theFirstStartAfterAFailureIsAtOnceAndPausesThenDoubleUpToTheLongest() {
        Stream<Long> pauses = Stream.iterate(FRESH.again(), Backoff::again)
                .limit(9)
                .map(backoff -> backoff.pause().toMillis());

        assertThat(pauses)
                .containsExactlyElementsOf(LongStream.of(0, 100, 200, 400, 800, 1600, 3200, 5000, 5000)
                        .boxed()
                        .toList());
    }

    @Test
    void aLongLifeEndsTheDoubling() {
        Backoff tired = FRESH.again().again().again();

        assertThat(tired.over().again().pause()).isZero();
        assertThat(tired.over().again().again().pause()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void failuresWithoutEndDoNotOverflow() {
        assertThat(Stream.iterate(FRESH, Backoff::again)
                        .skip(1_000)
                        .findFirst()
                        .orElseThrow()
                        .pause())
                .isEqualTo(Duration.ofSeconds(5));
    }
}
