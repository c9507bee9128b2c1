package io.toolstream.policy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InitialisationTest {
    private static final ModelConfig CONFIG = new ModelConfig(96, 64, 128, 1, 4, 2, 1e-6, 10_000, true);

    @Test
    void aSeedNamesTheWeights() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder one = Initialisation.decoder(torch, CONFIG, 8, 1);
                Decoder same = Initialisation.decoder(torch, CONFIG, 8, 1);
                Decoder other = Initialisation.decoder(torch, CONFIG, 8, 2)) {
            assertThat(same.weights().get("model.embed_tokens.weight"))
                    .isEqualTo(one.weights().get("model.embed_tokens.weight"))
                    .isNotEqualTo(other.weights().get("model.embed_tokens.weight"));
        }
    }

    @Test
    void deviationsAreThoseOfTheRecipe() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 8, 1)) {
            Map<String, float[]> weights = decoder.weights();
            String layer = "model.layers.0.";
            // 1/sqrt(64) = 0.125, times 0.2 = 0.025; 0.2/sqrt(128) = 0.01768.
            assertThat(deviation(weight(weights, "model.embed_tokens.weight"))).isCloseTo(0.125, within(0.005));
            assertThat(deviation(weight(weights, layer + "self_attn.q_proj.weight")))
                    .isCloseTo(0.125, within(0.005));
            assertThat(deviation(weight(weights, layer + "self_attn.k_proj.weight")))
                    .isCloseTo(0.125, within(0.005));
            assertThat(deviation(weight(weights, layer + "self_attn.o_proj.weight")))
                    .isCloseTo(0.025, within(0.001));
            assertThat(deviation(weight(weights, layer + "mlp.down_proj.weight")))
                    .isCloseTo(0.01768, within(0.001));
            assertThat(deviation(weight(weights, layer + "self_attn.v_proj.bias")))
                    .isZero();
            assertThat(weights.get("model.norm.weight")).containsOnly(1f);
            assertThat(weights.get(layer + "input_layernorm.weight")).containsOnly(1f);
        }
    }

    @Test
    void keysBeginLikeTheQueriesOfTheirGroupsFirstHead() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 8, 1)) {
            float[] queries = weight(decoder.weights(), "model.layers.0.self_attn.q_proj.weight");
            float[] keys = weight(decoder.weights(), "model.layers.0.self_attn.k_proj.weight");
            int head = 16 * 64;
            assertThat(correlation(queries, 0, keys, 0, head)).isCloseTo(0.7, within(0.06));
            assertThat(correlation(queries, 2 * head, keys, head, head)).isCloseTo(0.7, within(0.06));
            assertThat(correlation(queries, head, keys, 0, head)).isCloseTo(0, within(0.12));
        }
    }

    private static float[] weight(Map<String, float[]> weights, String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    private static double correlation(float[] a, int fromA, float[] b, int fromB, int length) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < length; i++) {
            ab += (double) a[fromA + i] * b[fromB + i];
            aa += (double) a[fromA + i] * a[fromA + i];
            bb += (double) b[fromB + i] * b[fromB + i];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
