package io.toolstream.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingPlotTest {
    @Test
    void eachPhaseHasItsCurves() throws IOException {
        Chart chart = TrainingPlot.chart(
                "base", List.of("phase,step,loss,right", "drill,50,3.5,", "drill,100,2.5,", "base,50,5.25,0.125"));

        assertThat(chart.series())
                .containsExactly(
                        new Chart.Series(
                                "drill: loss in nats", List.of(new Chart.Point(50, 3.5), new Chart.Point(100, 2.5))),
                        new Chart.Series("base: loss in nats", List.of(new Chart.Point(50, 5.25))),
                        new Chart.Series("base: probability of a right row", List.of(new Chart.Point(50, 0.125))));
    }

    @Test
    void whatIsNoCurveIsRefusedByItsLine() {
        assertThatThrownBy(() -> TrainingPlot.chart("base", List.of("a,b"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TrainingPlot.chart("base", List.of("phase,step,loss,right", "base,50,x,")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
    }
}
