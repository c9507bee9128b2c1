package io.toolstream.policy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStateTest {
    private static final ModelConfig CONFIG = new ModelConfig(31, 16, 24, 2, 4, 2, 1e-6, 10_000, true);
    private static final long[][] ROWS = {{3, 7, 29, 7, 1, 12}, {5, 30, 2, 4, 9, 11}};
    private static final float[] WEIGHT = {0, 1, 1, 1, 1, 1, 1, 1, 1, 0};
    private static final Optimizer ADAMW = new Optimizer(1e-2, 0.9, 0.99, 1e-8, 0.1, 0.5);

    @Test
    void trainingContinuesBitForBitFromWeightsAndState(@TempDir Path folder) throws IOException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder straight = Initialisation.decoder(torch, CONFIG, 8, 4)) {
            straight.openTraining();
            steps(straight, 3);
            straight.write(folder);
            Path file = folder.resolve("state.safetensors");
            straight.trainingState().write(CONFIG, file);
            steps(straight, 3);
            try (Decoder resumed = Decoder.read(torch, folder, 8)) {
                TrainingState state = TrainingState.read(CONFIG, file);
                assertThat(state.steps()).isEqualTo(3);
                resumed.openTraining(state);
                steps(resumed, 3);

                assertThat(TensorHash.of(resumed.weights())).isEqualTo(TensorHash.of(straight.weights()));
                assertThat(TensorHash.of(resumed.trainingState().second()))
                        .isEqualTo(TensorHash.of(straight.trainingState().second()));
            }
        }
    }

    @Test
    void anUpdateIsClippedAdamWWithDecoupledDecay() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 8, 4)) {
            decoder.openTraining();
            decoder.supervise(ROWS, WEIGHT, 1);
            Map<Weight, float[]> gradients = decoder.gradients();
            double squares = 0;
            for (float[] gradient : gradients.values()) {
                for (float g : gradient) {
                    squares += (double) g * g;
                }
            }
            Map<String, float[]> before = decoder.weights();

            assertThat(decoder.update(ADAMW)).isCloseTo(Math.sqrt(squares), within(1e-4 * Math.sqrt(squares)));

            double shrink = Math.min(1, 0.5 / Math.sqrt(squares));
            Map<String, float[]> after = decoder.weights();
            gradients.forEach((weight, gradient) -> {
                float[] was = Objects.requireNonNull(before.get(weight.name()));
                float[] is = Objects.requireNonNull(after.get(weight.name()));
                for (int i = 0; i < gradient.length; i++) {
                    // At the first step both moments, unbiased, are those of the gradient itself.
                    double g = gradient[i] * shrink;
                    double expected = was[i] * (1 - 1e-2 * 0.1) - 1e-2 * g / (Math.abs(g) + 1e-8);
                    assertThat((double) is[i]).as("%s[%d]", weight.name(), i).isCloseTo(expected, within(2e-4));
                }
            });
        }
    }

    @Test
    void aRolloutModelTakesALearnersWeightsWhileItsCacheStays() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder learner = Initialisation.decoder(torch, CONFIG, 8, 4);
                Decoder rollout = Initialisation.decoder(torch, CONFIG, 8, 5)) {
            learner.openTraining();
            steps(learner, 1);
            rollout.openCache(1);
            rollout.extend(0, 0, new long[] {3, 7});
            rollout.load(learner.weights());

            assertThat(rollout.score(ROWS)).isEqualTo(learner.score(ROWS));
            assertThat(TensorHash.of(rollout.weights())).isEqualTo(TensorHash.of(learner.weights()));
            assertThat(rollout.extend(0, 2, new long[] {29})).hasSize(CONFIG.vocabulary());
        }
    }

    @Test
    void weightsOfAnotherSizeAreRefusedByName() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 8, 4)) {
            Map<String, float[]> weights = new HashMap<>(decoder.weights());
            weights.put("model.norm.weight", new float[3]);

            assertThatThrownBy(() -> decoder.load(weights))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'model.norm.weight' has 3 elements where the configuration has 16");
        }
    }

    @Test
    void theHashSeesOneBit() {
        assertThat(TensorHash.of(Map.of("a", new float[] {0f, 1f})))
                .isNotEqualTo(TensorHash.of(Map.of("a", new float[] {-0f, 1f})))
                .isNotEqualTo(TensorHash.of(Map.of("b", new float[] {0f, 1f})));
    }

    private static void steps(Decoder decoder, int count) {
        for (int i = 0; i < count; i++) {
            decoder.supervise(ROWS, WEIGHT, 1.0 / 8);
            decoder.update(ADAMW);
        }
    }
}
