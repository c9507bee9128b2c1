package io.toolstream.policy.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Computes from a Hugging Face directory with an `inputs.json` what another implementation wrote into
/// `expected.json`: scores, loss, gradient norms, greedy tokens and the losses of a few AdamW steps.
///
/// `inputs.json` holds `rows[{ids, loss_mask, prompt_length}]`, `greedy_tokens` and `adamw{lr, betas, eps,
/// weight_decay, steps}`. `loss_mask[t] = 1` says that token t is a target; the loss is the sum of `-log p` over
/// the targets of all rows, in nats.
public final class ModelConformance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 1e-4;
    /// Six updates carry rounding from each to the next.
    private static final double TOLERANCE_OF_UPDATES = 1e-3;

    private final Decoder decoder;
    private final JsonNode inputs;

    private ModelConformance(Decoder decoder, JsonNode inputs) {
        this.decoder = decoder;
        this.inputs = inputs;
    }

    /// `{cases, passed, results[{id, actual, ok}]}` with one result; `ok` is absent without `expected.json`. It
    /// holds when every number is within 1e-4 of the expected one (relative where that exceeds 1; 1e-3 for
    /// the updates) and the greedy tokens are equal.
    ///
    /// @throws IllegalArgumentException if the directory holds another architecture or no usable inputs
    /// @throws IOException if a file cannot be read
    public static ObjectNode run(TorchRuntime torch, Path directory) throws IOException {
        ModelConfig config = ModelConfig.read(directory);
        JsonNode inputs = inputs(directory.resolve("inputs.json"), config);
        int positions = inputs.path("greedy_tokens").asInt();
        for (JsonNode row : inputs.path("rows")) {
            positions = Math.max(
                    positions,
                    row.path("ids").size() + inputs.path("greedy_tokens").asInt());
        }
        ObjectNode report = JSON.createObjectNode().put("cases", 1).put("passed", 0);
        ObjectNode result = report.putArray("results").addObject();
        result.put("id", String.valueOf(directory.toAbsolutePath().normalize().getFileName()));
        try (Decoder decoder = Decoder.read(torch, directory, positions)) {
            ObjectNode actual = new ModelConformance(decoder, inputs).compute();
            result.set("actual", actual);
            Path file = directory.resolve("expected.json");
            if (Files.isReadable(file)) {
                boolean ok = agrees(actual, JSON.readTree(file.toFile()));
                result.put("ok", ok);
                report.put("passed", ok ? 1 : 0);
            }
        }
        return report;
    }

    private static JsonNode inputs(Path file, ModelConfig config) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file + " cannot be read; a conformance directory holds the model and inputs.json");
        }
        JsonNode inputs = JSON.readTree(file.toFile());
        for (String key : List.of("rows", "greedy_tokens", "adamw")) {
            if (!inputs.has(key)) {
                throw new IllegalArgumentException(file + " has no '" + key + "'; add it");
            }
        }
        for (JsonNode row : inputs.path("rows")) {
            int length = row.path("ids").size();
            int prompt = row.path("prompt_length").asInt();
            if (length < 2 || row.path("loss_mask").size() != length || prompt < 1 || prompt > length) {
                throw new IllegalArgumentException(file + ": a row has " + length + " ids, "
                        + row.path("loss_mask").size() + " mask entries and prompt_length " + prompt
                        + "; give at least 2 ids, as many mask entries, and a prompt within them");
            }
            for (JsonNode id : row.path("ids")) {
                if (id.asInt(-1) < 0 || id.asInt() >= config.vocabulary()) {
                    throw new IllegalArgumentException(file + ": token id " + id + " is outside the vocabulary of "
                            + config.vocabulary() + "; give ids of this model");
                }
            }
        }
        return inputs;
    }

    private ObjectNode compute() {
        ObjectNode actual = JSON.createObjectNode();
        ArrayNode scores = actual.putArray("token_logprobs");
        for (JsonNode row : inputs.path("rows")) {
            ArrayNode of = scores.addArray();
            for (float score : decoder.score(new long[][] {ids(row)})) {
                of.add(score);
            }
        }
        ArrayNode greedy = JSON.createArrayNode();
        decoder.openCache(1);
        for (JsonNode row : inputs.path("rows")) {
            greedy.add(greedy(row));
        }
        decoder.openTraining();
        actual.put("sum_loss", backward());
        ObjectNode norms = actual.putObject("gradient_l2");
        decoder.gradients().forEach((weight, gradient) -> norms.put(weight.name(), norm(gradient)));
        actual.set("greedy", greedy);
        updates(actual.putArray("adamw_losses"), actual.path("sum_loss").asDouble());
        return actual;
    }

    /// The gradient of the first loss is still there.
    private void updates(ArrayNode losses, double firstLoss) {
        JsonNode settings = inputs.path("adamw");
        Optimizer optimizer = new Optimizer(
                settings.path("lr").asDouble(),
                settings.path("betas").path(0).asDouble(),
                settings.path("betas").path(1).asDouble(),
                settings.path("eps").asDouble(),
                settings.path("weight_decay").asDouble(),
                Optimizer.NO_CLIP);
        int steps = settings.path("steps").asInt();
        for (int step = 0; step < steps; step++) {
            losses.add(step == 0 ? firstLoss : backward());
            decoder.update(optimizer);
        }
    }

    private double backward() {
        double loss = 0;
        for (JsonNode row : inputs.path("rows")) {
            float[] weight = new float[row.path("ids").size() - 1];
            for (int t = 0; t < weight.length; t++) {
                weight[t] = (float) row.path("loss_mask").path(t + 1).asDouble();
            }
            loss += decoder.supervise(new long[][] {ids(row)}, weight, 1);
        }
        return loss;
    }

    private ArrayNode greedy(JsonNode row) {
        ArrayNode tokens = JSON.createArrayNode();
        int at = row.path("prompt_length").asInt();
        float[] logits = decoder.extend(0, 0, Arrays.copyOf(ids(row), at));
        for (int wanted = inputs.path("greedy_tokens").asInt(); wanted > 0; wanted--) {
            int token = largest(logits);
            tokens.add(token);
            logits = decoder.extend(0, at++, new long[] {token});
        }
        return tokens;
    }

    private static boolean agrees(ObjectNode actual, JsonNode expected) {
        return actual.properties().stream().allMatch(entry -> {
            JsonNode wanted = expected.path(entry.getKey());
            return switch (entry.getKey()) {
                case "greedy" -> wanted.equals(entry.getValue());
                case "adamw_losses" -> near(entry.getValue(), wanted, TOLERANCE_OF_UPDATES);
                default -> near(entry.getValue(), wanted, TOLERANCE);
            };
        });
    }

    private static boolean near(JsonNode actual, JsonNode expected, double tolerance) {
        if (actual.isNumber()) {
            double wanted = expected.asDouble(Double.NaN);
            return Math.abs(actual.asDouble() - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
        }
        if (actual.size() != expected.size()) {
            return false;
        }
        if (actual.isObject()) {
            return actual.properties().stream()
                    .allMatch(entry -> near(entry.getValue(), expected.path(entry.getKey()), tolerance));
        }
        for (int i = 0; i < actual.size(); i++) {
            if (!near(actual.get(i), expected.path(i), tolerance)) {
                return false;
            }
        }
        return true;
    }

    private static long[] ids(JsonNode row) {
        long[] ids = new long[row.path("ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = row.path("ids").path(i).asLong();
        }
        return ids;
    }

    private static int largest(float[] logits) {
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
}
