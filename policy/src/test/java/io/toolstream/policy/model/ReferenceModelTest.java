package io.toolstream.policy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against numbers made with Hugging Face transformers (`hf_qwen2_ref`, 32-bit) and with a 64-bit reference
/// (`qwen2_tiny_ref`), where these fixtures are present.
class ReferenceModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void transformersAgreesOnScoresGradientsAndSixUpdates() throws IOException {
        Path folder = fixture("hf_qwen2_ref");
        JsonNode inputs = JSON.readTree(folder.resolve("inputs.json").toFile());
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Decoder.read(torch, folder, 128)) {
            for (int row = 0; row < inputs.path("rows").size(); row++) {
                long[] ids = longs(inputs.path("rows").path(row).path("ids"));
                float[] scores = decoder.score(new long[][] {ids});
                assertAll(scores, expected.path("token_logprobs").path(row), 1e-4);
            }
            decoder.openTraining();
            JsonNode adamw = inputs.path("adamw");
            Optimizer optimizer = new Optimizer(
                    adamw.path("lr").asDouble(),
                    adamw.path("betas").path(0).asDouble(),
                    adamw.path("betas").path(1).asDouble(),
                    adamw.path("eps").asDouble(),
                    adamw.path("weight_decay").asDouble(),
                    1e30);
            for (int step = 0; step < adamw.path("steps").asInt(); step++) {
                double loss = 0;
                for (JsonNode row : inputs.path("rows")) {
                    loss += decoder.supervise(new long[][] {longs(row.path("ids"))}, targets(row), 1);
                }
                double wanted = expected.path("adamw_losses").path(step).asDouble();
                assertThat(loss).isCloseTo(wanted, within(2e-4 * wanted));
                if (step == 0) {
                    decoder.gradients()
                            .forEach((weight, gradient) -> assertThat(norm(gradient))
                                    .as(weight.name())
                                    .isCloseTo(
                                            expected.path("gradient_l2")
                                                    .path(weight.name())
                                                    .asDouble(),
                                            within(1e-2)));
                }
                decoder.update(optimizer);
            }
        }
    }

    @Test
    void transformersAgreesOnGreedyTokens() throws IOException {
        Path folder = fixture("hf_qwen2_ref");
        JsonNode inputs = JSON.readTree(folder.resolve("inputs.json").toFile());
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Decoder.read(torch, folder, 128)) {
            decoder.openCache(1);
            for (int row = 0; row < inputs.path("rows").size(); row++) {
                int length = inputs.path("rows").path(row).path("prompt_length").asInt();
                long[] prompt = java.util.Arrays.copyOf(
                        longs(inputs.path("rows").path(row).path("ids")), length);
                float[] logits = decoder.extend(0, 0, prompt);
                long[] wanted = longs(expected.path("greedy").path(row));
                for (int i = 0; i < wanted.length; i++) {
                    long token = largest(logits);
                    assertThat(token).as("row %d token %d", row, i).isEqualTo(wanted[i]);
                    try (var next = decoder.decode(new long[] {token}, new long[] {0}, new long[] {length + i})) {
                        logits = next.floats();
                    }
                }
            }
        }
    }

    @Test
    void theConformanceReportAgreesWithTransformers() throws IOException {
        Path folder = fixture("hf_qwen2_ref");
        try (TorchRuntime torch = new DjlTorch()) {
            JsonNode report = ModelConformance.run(torch, folder);
            assertThat(report.path("passed").asInt()).as("%s", report).isEqualTo(1);
            assertThat(report.path("results").path(0).path("actual").fieldNames())
                    .toIterable()
                    .containsExactly("token_logprobs", "sum_loss", "gradient_l2", "greedy", "adamw_losses");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tied", "untied"})
    void aDoublePrecisionReferenceAgreesOnLogitsAndGradients(String variant) throws IOException {
        Path folder = fixture("qwen2_tiny_ref");
        JsonNode json =
                JSON.readTree(folder.resolve("config_" + variant + ".json").toFile());
        JsonNode expected =
                JSON.readTree(folder.resolve("expected_" + variant + ".json").toFile());
        ModelConfig config = new ModelConfig(
                json.path("vocab_size").asInt(),
                json.path("hidden_size").asInt(),
                json.path("intermediate_size").asInt(),
                json.path("num_hidden_layers").asInt(),
                json.path("num_attention_heads").asInt(),
                json.path("num_key_value_heads").asInt(),
                json.path("rms_norm_eps").asDouble(),
                json.path("rope_theta").asDouble(),
                json.path("tie_word_embeddings").asBoolean());
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder =
                        Decoder.read(torch, config, folder.resolve("model_" + variant + ".safetensors"), 64)) {
            decoder.openTraining();
            double targets = 0;
            for (JsonNode row : expected.path("loss_mask")) {
                for (long on : longs(row)) {
                    targets += on;
                }
            }
            double loss = 0;
            for (int row = 0; row < 2; row++) {
                long[] padded = longs(expected.path("input_ids").path(row));
                int padding = 0;
                while (expected.path("attention_mask").path(row).path(padding).asInt() == 0) {
                    padding++;
                }
                long[] ids = java.util.Arrays.copyOfRange(padded, padding, padded.length);
                float[] logits = decoder.logits(new long[][] {ids});
                for (int t = 0; t < ids.length; t++) {
                    float[] part = java.util.Arrays.copyOfRange(
                            logits, t * config.vocabulary(), (t + 1) * config.vocabulary());
                    assertAll(part, expected.path("logits").path(row).path(t + padding), 1e-4);
                }
                float[] weight = new float[ids.length - 1];
                for (int t = 0; t < weight.length; t++) {
                    weight[t] = (float) expected.path("loss_mask")
                            .path(row)
                            .path(t + padding)
                            .asDouble();
                }
                loss += decoder.supervise(new long[][] {ids}, weight, 1 / targets);
            }
            assertThat(loss / targets).isCloseTo(expected.path("loss").asDouble(), within(1e-4));
            decoder.gradients()
                    .forEach((weight, gradient) ->
                            assertAll(gradient, expected.path("grads").path(weight.name()), 1e-4));
        }
    }

    private static Path fixture(String name) {
        String shared = System.getenv().getOrDefault("TOOLSTREAM_SHARED", "../shared");
        Path root = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."));
        Path folder = root.resolve(shared).resolve("models").resolve(name);
        assumeTrue(Files.isDirectory(folder), "fixture " + folder + " is absent");
        return folder;
    }

    private static long[] longs(JsonNode array) {
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.path(i).asLong();
        }
        return values;
    }

    private static float[] targets(JsonNode row) {
        float[] weight = new float[row.path("loss_mask").size() - 1];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = row.path("loss_mask").path(i + 1).asInt();
        }
        return weight;
    }

    private static long largest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static void assertAll(float[] actual, JsonNode expected, double tolerance) {
        int at = 0;
        for (JsonNode node : expected) {
            if (node.isArray()) {
                for (JsonNode inner : node) {
                    assertThat((double) actual[at]).as("element %d", at).isCloseTo(inner.asDouble(), within(tolerance));
                    at++;
                }
            } else {
                assertThat((double) actual[at]).as("element %d", at).isCloseTo(node.asDouble(), within(tolerance));
                at++;
            }
        }
        assertThat(at).isEqualTo(actual.length);
    }
}
