package io.toolstream.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
    @Test
    void ticksAreRoundAndCoverTheValues() {
        Axis axis = Axis.over(List.of(0.003, 0.0194), true);

        assertThat(axis.ticks()).hasSize(5).startsWith(0.0);
        assertThat(axis.tick()).isEqualTo(0.005);
        assertThat(axis.label(0.015)).isEqualTo("0.015");
        assertThat(new Axis(0, 1e-4, 2e-5).label(6e-5)).isEqualTo("6e-5");
        assertThat(axis.to()).isGreaterThanOrEqualTo(0.0194);
    }

    @Test
    void anAxisOfOneValueHasALength() {
        assertThat(Axis.over(List.of(3.0), false).to()).isGreaterThan(3);
        assertThat(Axis.over(List.of(), true).ticks()).isNotEmpty();
    }

    @Test
    void aPointLiesWhereItsValueSays() {
        Frame frame = new Frame(100, 200, 90, 10, new Axis(1, 11, 1), new Axis(0, 1, 0.2));

        String path = frame.path(
                List.of(
                        new Chart.Point(1, 0.0),
                        new Chart.Point(6, 0.5),
                        new Chart.Point(7, null),
                        new Chart.Point(11, 1.0)),
                "line");

        assertThat(path).contains("d=\"M100.0 90.0L150.0 50.0M200.0 10.0\"");
    }

    @Test
    void moreCurvesThanColoursAreRefused() {
        List<Chart.Series> five = Collections.nCopies(5, new Chart.Series("one", List.of()));

        assertThatThrownBy(() -> new Chart("many", "step", five, List.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("many");
    }
}
