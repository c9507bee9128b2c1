package io.toolstream.policy.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The sizes of a Qwen2 decoder.
///
/// @param vocabulary V, tokens known
/// @param width H, of the residual stream
/// @param inner of the SwiGLU block
/// @param layers L
/// @param heads query heads
/// @param keyHeads key and value heads; divides `heads`
/// @param normEpsilon added to the mean square in RMSNorm
/// @param ropeTheta base of the rotary frequencies
/// @param tied whether the output projection is the embedding
public record ModelConfig(
        int vocabulary,
        int width,
        int inner,
        int layers,
        int heads,
        int keyHeads,
        double normEpsilon,
        double ropeTheta,
        boolean tied) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Values of `model_type`.
    private static final List<String> SUPPORTED = List.of("qwen2");

    /// @throws IllegalArgumentException if the sizes do not fit together
    public ModelConfig {
        if (vocabulary < 1 || width < 1 || inner < 1 || layers < 1 || heads < 1 || keyHeads < 1) {
            throw new IllegalArgumentException("every size of a model is at least 1, got vocabulary " + vocabulary
                    + ", width " + width + ", inner " + inner + ", layers " + layers + ", heads " + heads
                    + ", keyHeads " + keyHeads);
        }
        if (width % heads != 0 || heads % keyHeads != 0 || width / heads % 2 != 0) {
            throw new IllegalArgumentException("width " + width + ", heads " + heads + " and keyHeads " + keyHeads
                    + " do not fit: heads must divide width into an even size, keyHeads must divide heads");
        }
    }

    /// D, the size of one head.
    public int headSize() {
        return width / heads;
    }

    /// Reads `config.json` of a Hugging Face directory.
    ///
    /// @throws IllegalArgumentException if the directory holds another architecture; the message names key
    /// and value
    public static ModelConfig read(Path directory) {
        Path file = directory.resolve("config.json");
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file + " cannot be read; give a Hugging Face model directory that holds config.json");
        }
        JsonNode json;
        try {
            json = JSON.readTree(file.toFile());
        } catch (IOException broken) {
            throw new IllegalArgumentException(file + " is not valid JSON; fetch the model again", broken);
        }
        String type = json.path("model_type").asText("absent");
        if (!SUPPORTED.contains(type)) {
            throw new IllegalArgumentException(
                    "%s: architecture %s (model_type %s) is not supported; give a model of %s"
                            .formatted(file, json.path("architectures").path(0).asText("unnamed"), type, SUPPORTED));
        }
        require(file, json, "hidden_act", "silu");
        if (json.path("use_sliding_window").asBoolean(false)) {
            throw unsupported(file, "use_sliding_window", "true", "false");
        }
        if (json.hasNonNull("rope_scaling")) {
            throw unsupported(file, "rope_scaling", json.get("rope_scaling").toString(), "null");
        }
        return new ModelConfig(
                size(file, json, "vocab_size"),
                size(file, json, "hidden_size"),
                size(file, json, "intermediate_size"),
                size(file, json, "num_hidden_layers"),
                size(file, json, "num_attention_heads"),
                size(file, json, "num_key_value_heads"),
                json.path("rms_norm_eps").asDouble(1e-6),
                json.path("rope_theta").asDouble(10_000),
                json.path("tie_word_embeddings").asBoolean(false));
    }

    /// Writes `config.json` so that Hugging Face transformers reads it.
    public void write(Path directory) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("architectures").add("Qwen2ForCausalLM");
        json.put("model_type", "qwen2").put("hidden_act", "silu").put("torch_dtype", "float32");
        json.put("vocab_size", vocabulary).put("hidden_size", width).put("intermediate_size", inner);
        json.put("num_hidden_layers", layers).put("num_attention_heads", heads).put("num_key_value_heads", keyHeads);
        json.put("rms_norm_eps", normEpsilon).put("rope_theta", ropeTheta).put("tie_word_embeddings", tied);
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("config.json").toFile(), json);
    }

    private static void require(Path file, JsonNode json, String key, String wanted) {
        String found = json.path(key).asText("absent");
        if (!found.equals(wanted)) {
            throw unsupported(file, key, found, wanted);
        }
    }

    private static IllegalArgumentException unsupported(Path file, String key, String found, String wanted) {
        return new IllegalArgumentException(
                "%s: %s is %s, but only %s is supported; choose another model".formatted(file, key, found, wanted));
    }

    private static int size(Path file, JsonNode json, String key) {
        if (!json.path(key).isInt()) {
            throw new IllegalArgumentException(
                    file + ": " + key + " must be a whole number, found " + json.path(key) + "; fetch the model again");
        }
        return json.get(key).asInt();
    }
}
