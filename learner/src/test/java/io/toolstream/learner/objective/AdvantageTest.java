package io.toolstream.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdvantageTest {
    @Test
    void grpoDividesByTheSampleDeviation() {
        // mean 0, sample variance 4 / 3
        double[] advantages = GroupAdvantage.grpo(new double[] {1, -1, -1, 1});

        assertThat(advantages[0]).isCloseTo(Math.sqrt(0.75), within(1e-5));
        assertThat(advantages[1]).isCloseTo(-Math.sqrt(0.75), within(1e-5));
    }

    @Test
    void rlooComparesWithTheOthersOnly() {
        // 1 against the mean of 0 and 2; 0 against that of 1 and 2; 2 against that of 1 and 0
        assertThat(GroupAdvantage.leaveOneOut(new double[] {1, 0, 2})).containsExactly(0, -1.5, 1.5);
    }

    @Test
    void aSingleSampleHasNoBaseline() {
        assertThat(GroupAdvantage.leaveOneOut(new double[] {-1})).containsExactly(-1);
        assertThat(GroupAdvantage.centred(new double[] {-1})).containsExactly(-1);
        assertThat(GroupAdvantage.grpo(new double[] {-1})[0]).isCloseTo(-1, within(1e-5));
    }

    @Test
    void equalRewardsGiveNoSignal() {
        double[] rewards = {0.5, 0.5, 0.5};

        assertThat(GroupAdvantage.noSignal(rewards)).isTrue();
        assertThat(GroupAdvantage.grpo(rewards)).containsExactly(0, 0, 0);
    }

    @Test
    void gaeSkipsTheTokensOfTheInterpreter() {
        double[][] rewards = {{0, 9, 1}};
        double[][] values = {{0.5, 7, 0.25}};

        Gae gae = Gae.estimate(rewards, values, new boolean[][] {{true, false, true}}, 0.5, 0.5);

        // last: 1 - 0.25 = 0.75; first: 0 + 0.5 * 0.25 - 0.5 + 0.25 * 0.75 = -0.1875
        assertThat(gae.advantages()[0]).containsExactly(-0.1875, 0.75, 0.75);
        assertThat(gae.returns()[0][0]).isEqualTo(0.3125);
        assertThat(gae.returns()[0][2]).isEqualTo(1.0);
    }

    @Test
    void whiteningMeasuresMaskedTokensOnly() {
        // masked 1 and 3: mean 2, sample variance 2
        double[][] white = Whitening.whiten(new double[][] {{1, 100, 3}}, new boolean[][] {{true, false, true}}, true);

        assertThat(white[0][0]).isCloseTo(-1 / Math.sqrt(2), within(1e-7));
        assertThat(white[0][1]).isCloseTo(98 / Math.sqrt(2), within(1e-5));
        assertThatThrownBy(() -> Whitening.whiten(new double[][] {{1}}, new boolean[][] {{true}}, true))
                .hasMessage("1 masked values have no variance; whiten at least two");
    }
}
