package io.toolstream.trajectories.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.RunId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BehaviourViewTest {
    private static final RunId RUN = new RunId("run");

    @Test
    void sumsBecomeShares() {
        BehaviourView view = BehaviourView.of(new BehaviourReport(
                RUN, 4, 8, 6, 0, 1, 4, 400, 800, 5, 10, 7, 60, 4, 3, 0, 1.0, 2.0, 2, Map.of(), Map.of("OK", 7L)));

        assertThat(view.accuracy()).isEqualTo(0.75);
        assertThat(view.reward()).isEqualTo(0.5);
        assertThat(view.responseTokens()).isEqualTo(100);
        assertThat(view.policyTokens()).isEqualTo(50);
        assertThat(view.codeRatio()).isEqualTo(0.625);
        assertThat(view.codeLines()).isEqualTo(7.5);
        assertThat(view.codeLinesPerProgram()).isEqualTo(6);
        assertThat(view.passRate()).isEqualTo(0.7);
        assertThat(view.lastPassRateOfCorrect()).isEqualTo(0.75);
        assertThat(view.lastPassRateOfWrong()).isEqualTo(0);
        assertThat(view.firstInvocation()).isEqualTo(0.2);
        assertThat(view.meanInvocation()).isEqualTo(0.4);
        assertThat(view.selfCorrected()).isEqualTo(0.25);
        assertThat(view.statuses()).containsEntry("OK", 7L);
    }

    @Test
    void aShareOfNothingIsAbsent() {
        BehaviourView view = BehaviourView.of(new BehaviourReport(
                RUN, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of("ABORTED", 1L), Map.of()));

        assertThat(view.accuracy()).isNull();
        assertThat(view.reward()).isNull();
        assertThat(view.passRate()).isNull();
        assertThat(view.firstInvocation()).isNull();
        assertThat(view.endings()).containsEntry("ABORTED", 1L);
    }
}
