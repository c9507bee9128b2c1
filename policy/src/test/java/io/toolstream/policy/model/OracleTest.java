package io.toolstream.policy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The TorchScript against the same model in plain Java and double precision.
class OracleTest {
    private static final long[] ROW = {3, 7, 29, 7, 1, 12, 5, 30, 2, 2, 18};
    private static final float[] WEIGHT = {0, 0, 0, 1, 1, 0, 2, 1, 0.5f, 1};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void logitsAreThoseOfTheDefinition(boolean tied) {
        ModelConfig config = config(tied);
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, 16, 8)) {
            double[][] expected = new SlowDecoder(config, decoder.values()).logits(ROW, 0);
            float[] actual = decoder.logits(new long[][] {ROW});
            for (int t = 0; t < ROW.length; t++) {
                for (int v = 0; v < config.vocabulary(); v++) {
                    assertThat((double) actual[t * config.vocabulary() + v]).isCloseTo(expected[t][v], within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyWeightHasTheGradientOfTheDefinition(boolean tied) {
        ModelConfig config = config(tied);
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, 16, 8)) {
            decoder.openTraining();
            SlowDecoder slow = new SlowDecoder(config, decoder.values());
            double loss = decoder.supervise(new long[][] {ROW}, WEIGHT, 1);
            assertThat(loss).isCloseTo(slow.loss(ROW, WEIGHT), within(1e-4));
            for (Map.Entry<Weight, float[]> entry : decoder.gradients().entrySet()) {
                double[] weight = slow.weight(entry.getKey().name());
                for (int element : new int[] {0, weight.length / 3, weight.length - 1}) {
                    assertThat((double) entry.getValue()[element])
                            .as("%s[%d]", entry.getKey().name(), element)
                            .isCloseTo(slope(slow, weight, element), within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 1000})
    void onlyDistancesBetweenPositionsCount(int start) {
        ModelConfig config = config(true);
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, 16, 8)) {
            double[][] shifted = new SlowDecoder(config, decoder.values()).logits(ROW, start);
            float[] actual = decoder.logits(new long[][] {ROW});
            int last = ROW.length - 1;
            for (int v = 0; v < config.vocabulary(); v++) {
                assertThat((double) actual[last * config.vocabulary() + v]).isCloseTo(shifted[last][v], within(1e-5));
            }
        }
    }

    private static double slope(SlowDecoder slow, double[] weight, int element) {
        double step = 1e-5;
        double kept = weight[element];
        weight[element] = kept + step;
        double above = slow.loss(ROW, WEIGHT);
        weight[element] = kept - step;
        double below = slow.loss(ROW, WEIGHT);
        weight[element] = kept;
        return (above - below) / (2 * step);
    }

    private static ModelConfig config(boolean tied) {
        return new ModelConfig(31, 16, 24, 2, 4, 2, 1e-6, 10_000, tied);
    }
}
