package io.toolstream.app.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void aQuantileIsTheSmallestValueThatCoversItsShare() {
        Samples hundred = Samples.of(
                IntStream.rangeClosed(1, 100).mapToObj(n -> (double) (101 - n)).toList());

        assertThat(hundred.p50()).isEqualTo(50);
        assertThat(hundred.p99()).isEqualTo(99);
        assertThat(hundred.quantile(1)).isEqualTo(100);
        assertThat(hundred.min()).isEqualTo(1);
        assertThat(hundred.mean()).isEqualTo(50.5);
        assertThat(Samples.of(List.of(7.0)).p99()).isEqualTo(7);
    }

    @Test
    void nothingHasNoQuantile() {
        assertThatThrownBy(() -> Samples.of(List.of())).hasMessageContaining("nothing was measured");
    }
}
