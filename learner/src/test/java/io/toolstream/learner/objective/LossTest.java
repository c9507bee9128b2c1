package io.toolstream.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {
    private static final PolicyLoss.Bounds BOUNDS = new PolicyLoss.Bounds(0.2, 0.28, 10);
    private static final double[][] LOSSES = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    private static final boolean[][] MASK = {{true, true, false}, {false, true, false}, {false, false, false}};

    private static PolicyLoss token(double ratio, double advantage) {
        return PolicyLoss.of(
                new double[][] {{0}},
                new double[][] {{Math.log(ratio)}},
                new double[][] {{advantage}},
                new boolean[][] {{true}},
                BOUNDS,
                new double[][] {{1}});
    }

    @Test
    void rowsWithoutMaskedTokensCountForNothing() {
        assertThat(Aggregation.TOKEN_MEAN.of(LOSSES, MASK, 3)).isCloseTo(8.0 / 3, within(1e-12));
        assertThat(Aggregation.TOKEN_SUM.of(LOSSES, MASK, 3)).isEqualTo(8);
        assertThat(Aggregation.SEQ_MEAN_TOKEN_SUM.of(LOSSES, MASK, 3)).isEqualTo(4);
        assertThat(Aggregation.SEQ_MEAN_TOKEN_MEAN.of(LOSSES, MASK, 3)).isEqualTo(3.25);
        assertThat(Aggregation.SEQ_MEAN_TOKEN_SUM_NORM.of(LOSSES, MASK, 8)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @EnumSource
    void aBatchWithoutMaskedTokensLosesNothing(Aggregation aggregation) {
        assertThat(aggregation.of(new double[][] {{1, 2}}, new boolean[][] {{false, false}}, 2))
                .isZero();
    }

    @Test
    void anUnknownAggregationIsRefusedWithTheKnownNames() {
        assertThatThrownBy(() -> Aggregation.named("mean"))
                .hasMessageContaining("'mean'")
                .hasMessageContaining("seq-mean-token-sum-norm");
    }

    @Test
    void aGoodTokenStopsGainingAboveTheHighBound() {
        assertThat(token(1.5, 2).loss()).isCloseTo(-2.56, within(1e-12));
        assertThat(token(1.5, 2).gradient()[0][0]).isZero();
        assertThat(token(1.5, 2).clipped()).isEqualTo(1);
    }

    @Test
    void aGoodTokenThatLostProbabilityKeepsItsGradient() {
        assertThat(token(0.5, 2).loss()).isCloseTo(-1, within(1e-12));
        assertThat(token(0.5, 2).gradient()[0][0]).isCloseTo(-1, within(1e-12));
    }

    @Test
    void aBadTokenStopsGainingBelowTheLowBound() {
        assertThat(token(0.5, -2).loss()).isCloseTo(1.6, within(1e-12));
        assertThat(token(0.5, -2).gradient()[0][0]).isZero();
    }

    @Test
    void aBadTokenThatBecameMuchLikelierIsCapped() {
        assertThat(token(50, -2).loss()).isCloseTo(20, within(1e-12));
        assertThat(token(50, -2).capped()).isEqualTo(1);
        assertThat(token(50, -2).gradient()[0][0]).isZero();
    }

    @Test
    void theGradientIsTheSlopeOfTheLoss() {
        double step = 1e-6;
        for (double ratio : new double[] {0.3, 0.9, 1.1, 1.27, 2, 30}) {
            for (double advantage : new double[] {-1.5, 0.7}) {
                double difference = token(ratio * Math.exp(step), advantage).loss()
                        - token(ratio * Math.exp(-step), advantage).loss();
                assertThat(token(ratio, advantage).gradient()[0][0])
                        .as("ratio %s advantage %s", ratio, advantage)
                        .isCloseTo(difference / (2 * step), within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSlopeOfAKlEstimateIsItsDerivative(KlEstimate estimate) {
        double step = 1e-6;
        for (double current : new double[] {-3, -0.4, -0.1}) {
            double difference = estimate.of(current + step, -0.5) - estimate.of(current - step, -0.5);
            assertThat(estimate.slope(current, -0.5)).isCloseTo(difference / (2 * step), within(1e-5));
        }
    }

    @Test
    void k3OfEqualPoliciesIsZeroAndNeverNegative() {
        assertThat(KlEstimate.K3.of(-1, -1)).isZero();
        assertThat(KlEstimate.K3.of(-1, -2)).isCloseTo(Math.exp(-1), within(1e-12));
        assertThat(KlEstimate.K3.of(-2, -1)).isCloseTo(Math.E - 2, within(1e-12));
    }

    @Test
    void entropyOfEqualLogitsIsTheLogarithmOfTheirNumber() {
        assertThat(Distribution.entropy(new double[] {3, 3, 3, 3})).isCloseTo(Math.log(4), within(1e-12));
        assertThat(Distribution.entropy(new double[] {0, Double.NEGATIVE_INFINITY}))
                .isZero();
        assertThat(Distribution.logProbability(new double[] {1000, 1000}, 1)).isCloseTo(-Math.log(2), within(1e-9));
    }

    @Test
    void importanceWeightsAreTruncatedFromAboveOnly() {
        assertThat(ImportanceWeights.truncated(-1, -3, 2)).isEqualTo(2);
        assertThat(ImportanceWeights.truncated(-3, -1, 2)).isCloseTo(Math.exp(-2), within(1e-12));
    }

    @Test
    void theCriticIsHeldNearItsOldValues() {
        // moved from 0 to 2, held at 0.5; target 0.25: error 1.75 is the worse one, so its gradient flows
        ValueLoss free = value(2, 0.25, 0);
        assertThat(free.loss()).isEqualTo(0.5 * 1.75 * 1.75);
        assertThat(free.gradient()[0][0]).isEqualTo(1.75);
        // target 3: the held error 2.5 is worse than 1, so nothing flows
        ValueLoss held = value(2, 3, 0);
        assertThat(held.loss()).isEqualTo(0.5 * 2.5 * 2.5);
        assertThat(held.gradient()[0][0]).isZero();
        assertThat(held.clipped()).isEqualTo(1);
    }

    private static ValueLoss value(double predicted, double target, double old) {
        return ValueLoss.of(
                new double[][] {{predicted}},
                new double[][] {{target}},
                new double[][] {{old}},
                new boolean[][] {{true}},
                0.5,
                new double[][] {{1}});
    }
}
