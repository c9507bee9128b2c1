package io.toolstream.policy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.Tensor;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderTest {
    private static final ModelConfig CONFIG = new ModelConfig(31, 16, 24, 2, 4, 2, 1e-6, 10_000, true);
    private static final long[] ROW = {3, 7, 29, 7, 1, 12, 5, 30, 2};
    private static final int POSITIONS = 32;
    private static final float[] ONE = {1};

    @Test
    void aTokenAtATimeEqualsTheWholeRow() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = random(torch, CONFIG)) {
            float[] whole = decoder.logits(new long[][] {ROW});
            decoder.openCache(3);
            decoder.extend(1, 0, new long[] {ROW[0], ROW[1], ROW[2]});
            float[] chunk = decoder.extend(1, 3, new long[] {ROW[3], ROW[4]});
            assertClose(chunk, slice(whole, 4), 1e-5);
            for (int at = 5; at < ROW.length; at++) {
                try (Tensor logits = decoder.decode(new long[] {ROW[at]}, new long[] {1}, new long[] {at})) {
                    assertClose(logits.floats(), slice(whole, at), 1e-5);
                }
            }
        }
    }

    @Test
    void slotsShareAPromptAndThenGoTheirOwnWay() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = random(torch, CONFIG)) {
            long[] other = ROW.clone();
            other[4] = 22;
            float[] one = decoder.logits(new long[][] {ROW});
            float[] two = decoder.logits(new long[][] {other});
            decoder.openCache(4);
            decoder.extend(0, 0, new long[] {ROW[0], ROW[1], ROW[2], ROW[3]});
            decoder.share(0, new long[] {2, 3}, 4);
            try (Tensor logits = decoder.decode(new long[] {ROW[4], other[4]}, new long[] {3, 2}, new long[] {4, 4})) {
                float[] both = logits.floats();
                assertClose(slice(both, 0), slice(one, 4), 1e-5);
                assertClose(slice(both, 1), slice(two, 4), 1e-5);
            }
        }
    }

    @Test
    void aChoiceInvertsTheCumulativeDistribution() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = random(torch, CONFIG);
                Tensor logits = torch.ofFloats(logitsOf(0.5, 0.3, 0.2), 1, 31);
                Tensor all = torch.ofFloats(new float[31], 31);
                Tensor noFirst = torch.ofFloats(forbid(0), 31)) {
            assertThat(decoder.choose(logits, all, new float[] {0.49f}, ONE, new float[] {1f})
                            .tokens())
                    .containsExactly(0);
            assertThat(decoder.choose(logits, all, new float[] {0.51f}, ONE, new float[] {1f})
                            .tokens())
                    .containsExactly(1);
            assertThat(decoder.choose(logits, all, new float[] {0.81f}, ONE, new float[] {1f})
                            .tokens())
                    .containsExactly(2);
            Choice nucleus = decoder.choose(logits, all, new float[] {0.99f}, ONE, new float[] {0.7f});
            assertThat(nucleus.tokens()).containsExactly(1);
            assertThat(nucleus.logProbabilities()[0]).isCloseTo((float) Math.log(0.3), within(1e-5f));
            assertThat(nucleus.sampledLogProbabilities()[0]).isCloseTo((float) Math.log(0.3 / 0.8), within(1e-5f));
            assertThat(decoder.choose(logits, noFirst, new float[] {0.1f}, ONE, new float[] {1f})
                            .tokens())
                    .containsExactly(1);
        }
    }

    @Test
    void copiedWeightsGiveTheSameScores() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder one = random(torch, CONFIG);
                Decoder two = Initialisation.decoder(torch, CONFIG, POSITIONS, 3)) {
            assertThat(two.score(new long[][] {ROW})).isNotEqualTo(one.score(new long[][] {ROW}));
            two.copyWeights(one);
            assertThat(two.score(new long[][] {ROW})).isEqualTo(one.score(new long[][] {ROW}));
        }
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = random(torch, CONFIG)) {
            float[] weight = {0, 0, 0, 1, 1, 0, 2, 1};
            decoder.openTraining();
            decoder.supervise(new long[][] {ROW}, weight, 1);
            float[] gradient = decoder.gradients().entrySet().stream()
                    .filter(entry -> entry.getKey().name().equals("model.layers.1.self_attn.k_proj.weight"))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            List<float[]> values = decoder.values();
            Weight keys = Weight.of(CONFIG).stream()
                    .filter(candidate -> candidate.name().equals("model.layers.1.self_attn.k_proj.weight"))
                    .findFirst()
                    .orElseThrow();
            for (int element : new int[] {0, 17, 100}) {
                double step = 1e-2;
                double above = loss(torch, nudged(values, keys, element, step), weight);
                double below = loss(torch, nudged(values, keys, element, -step), weight);
                assertThat((above - below) / (2 * step)).isCloseTo(gradient[element], within(2e-3));
            }
        }
    }

    @Test
    void maskedTargetsGiveNoGradient() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = random(torch, CONFIG)) {
            decoder.openTraining();
            decoder.supervise(new long[][] {ROW}, new float[ROW.length - 1], 1);

            decoder.gradients()
                    .values()
                    .forEach(gradient -> assertThat(gradient).containsOnly(0f));
        }
    }

    @Test
    void theClippedLossFollowsItsDefinition() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = random(torch, CONFIG)) {
            decoder.openTraining();
            float[] current = decoder.score(new long[][] {ROW});
            float[] mask = {0, 1, 1, 1, 1, 0, 0, 0};
            float[] advantages = {9, 1, -1, 2, -1, 9, 9, 9};
            float[] ratios = {1, 1.5f, 0.5f, 1.1f, 30, 1, 1, 1};
            float[] behaviour = new float[8];
            for (int i = 0; i < 8; i++) {
                behaviour[i] = current[i] - (float) Math.log(ratios[i]);
            }
            LossSums sums = decoder.improve(
                    new PolicyBatch(new long[][] {ROW}, mask, behaviour, advantages), new Clip(0.2, 0.28, 10), 1);
            // 1.5 is cut to 1.28; 0.5 at -1 counts as 0.8; 1.1 counts as it is; 30 at -1 is bounded by 10.
            assertThat(sums.loss()).isCloseTo(-1.28 + 0.8 - 2.2 + 10, within(1e-3));
            assertThat(sums.clipped()).isEqualTo(2);
        }
    }

    @Test
    void aDecoderReadsWhatItWrote(@TempDir Path folder) throws IOException {
        ModelConfig untied = new ModelConfig(31, 16, 24, 1, 4, 1, 1e-6, 10_000, false);
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = random(torch, untied)) {
            decoder.write(folder);
            try (Decoder again = Decoder.read(torch, folder, POSITIONS)) {
                assertThat(again.config()).isEqualTo(untied);
                assertThat(again.logits(new long[][] {ROW})).isEqualTo(decoder.logits(new long[][] {ROW}));
            }
        }
    }

    @Test
    void anotherArchitectureIsRefusedByNameAndRemedy(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("config.json"), "{\"model_type\":\"gpt2\",\"architectures\":[\"GPT2LMHeadModel\"]}");

        assertThatThrownBy(() -> ModelConfig.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GPT2LMHeadModel (model_type gpt2)")
                .hasMessageContaining("[qwen2]");
    }

    private static Decoder random(TorchRuntime torch, ModelConfig config) {
        Random random = new Random(5);
        List<float[]> values = new ArrayList<>();
        for (long[] shape : Weight.shapes(config)) {
            int elements = (int) (shape.length == 1 ? shape[0] : shape[0] * shape[1]);
            float[] tensor = new float[elements];
            for (int i = 0; i < elements; i++) {
                tensor[i] = (float) (random.nextGaussian() * 0.3);
            }
            values.add(tensor);
        }
        return Decoder.of(torch, config, POSITIONS, values);
    }

    private static double loss(TorchRuntime torch, List<float[]> values, float[] weight) {
        try (Decoder decoder = Decoder.of(torch, CONFIG, POSITIONS, values)) {
            float[] scores = decoder.score(new long[][] {ROW});
            double loss = 0;
            for (int i = 0; i < weight.length; i++) {
                loss -= scores[i] * (double) weight[i];
            }
            return loss;
        }
    }

    private static List<float[]> nudged(List<float[]> values, Weight weight, int element, double by) {
        List<float[]> copy = new ArrayList<>();
        for (float[] tensor : values) {
            copy.add(tensor.clone());
        }
        copy.get(weight.tensor())[weight.offset() + element] += (float) by;
        return copy;
    }

    private static float[] logitsOf(double... probabilities) {
        float[] logits = forbidFrom(probabilities.length);
        for (int i = 0; i < probabilities.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits;
    }

    private static float[] forbidFrom(int first) {
        float[] logits = new float[31];
        for (int i = first; i < 31; i++) {
            logits[i] = -1e9f;
        }
        return logits;
    }

    private static float[] forbid(int token) {
        float[] bias = new float[31];
        bias[token] = Float.NEGATIVE_INFINITY;
        return bias;
    }

    private static float[] slice(float[] logits, int row) {
        float[] part = new float[31];
        System.arraycopy(logits, row * 31, part, 0, 31);
        return part;
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }
}
