package io.toolstream.policy.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where one Hugging Face tensor lies among the decoder's own, which hold the query, key and value
/// projections in one
/// tensor and the gate and up projections in another.
///
/// @param name its Hugging Face name
/// @param tensor index among the decoder's tensors
/// @param rowFrom first row inside that tensor
/// @param shape its own shape, `[rows]` or `[rows, columns]`
record Weight(String name, int tensor, int rowFrom, List<Integer> shape) {

    int elements() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /// Index of its first element inside the decoder's tensor.
    int offset() {
        return rowFrom * (elements() / shape.getFirst());
    }

    /// Every weight of a decoder, in canonical order: embedding, final norm, the layers, and the head when
    /// untied.
    static List<Weight> of(ModelConfig config) {
        int head = config.headSize();
        int keys = config.keyHeads() * head;
        int width = config.width();
        List<Weight> all = new ArrayList<>();
        all.add(at("model.embed_tokens.weight", 0, 0, config.vocabulary(), width));
        all.add(at("model.norm.weight", 1, 0, width));
        for (int layer = 0; layer < config.layers(); layer++) {
            int first = 2 + layer * DecoderScript.TENSORS_PER_LAYER;
            String prefix = "model.layers." + layer + ".";
            all.add(at(prefix + "input_layernorm.weight", first, 0, width));
            all.add(at(prefix + "self_attn.q_proj.weight", first + 1, 0, width, width));
            all.add(at(prefix + "self_attn.k_proj.weight", first + 1, width, keys, width));
            all.add(at(prefix + "self_attn.v_proj.weight", first + 1, width + keys, keys, width));
            all.add(at(prefix + "self_attn.q_proj.bias", first + 2, 0, width));
            all.add(at(prefix + "self_attn.k_proj.bias", first + 2, width, keys));
            all.add(at(prefix + "self_attn.v_proj.bias", first + 2, width + keys, keys));
            all.add(at(prefix + "self_attn.o_proj.weight", first + 3, 0, width, width));
            all.add(at(prefix + "post_attention_layernorm.weight", first + 4, 0, width));
            all.add(at(prefix + "mlp.gate_proj.weight", first + 5, 0, config.inner(), width));
            all.add(at(prefix + "mlp.up_proj.weight", first + 5, config.inner(), config.inner(), width));
            all.add(at(prefix + "mlp.down_proj.weight", first + 6, 0, width, config.inner()));
        }
        if (!config.tied()) {
            all.add(at("lm_head.weight", tensors(config) - 1, 0, config.vocabulary(), width));
        }
        return List.copyOf(all);
    }

    /// How many tensors a decoder of this configuration holds.
    static int tensors(ModelConfig config) {
        return 2 + config.layers() * DecoderScript.TENSORS_PER_LAYER + (config.tied() ? 0 : 1);
    }

    /// The shape of each of the decoder's tensors.
    static List<long[]> shapes(ModelConfig config) {
        long[][] shapes = new long[tensors(config)][];
        for (Weight weight : of(config)) {
            long[] shape = shapes[weight.tensor];
            if (shape == null) {
                shapes[weight.tensor] =
                        weight.shape.stream().mapToLong(Integer::longValue).toArray();
            } else {
                shape[0] += weight.shape.getFirst();
            }
        }
        return Arrays.asList(shapes);
    }

    /// The parts of the decoder's tensors, copied, in canonical order.
    static Map<Weight, float[]> split(ModelConfig config, List<float[]> tensors) {
        Map<Weight, float[]> parts = new LinkedHashMap<>();
        for (Weight weight : of(config)) {
            float[] part = new float[weight.elements()];
            System.arraycopy(tensors.get(weight.tensor), weight.offset(), part, 0, part.length);
            parts.put(weight, part);
        }
        return parts;
    }

    /// As [#split], by Hugging Face name.
    static Map<String, float[]> named(ModelConfig config, List<float[]> tensors) {
        Map<String, float[]> named = new LinkedHashMap<>();
        split(config, tensors).forEach((weight, values) -> named.put(weight.name, values));
        return named;
    }

    /// The decoder's tensors from their parts by Hugging Face name.
    ///
    /// @throws IllegalArgumentException if a part is absent or of another size
    static List<float[]> fuse(ModelConfig config, Map<String, float[]> named) {
        List<float[]> tensors = zeros(config);
        for (Weight weight : of(config)) {
            float[] part = named.get(weight.name);
            if (part == null || part.length != weight.elements()) {
                throw new IllegalArgumentException("weight '" + weight.name + "' has "
                        + (part == null ? "no" : part.length) + " elements where the configuration has "
                        + weight.elements() + "; give the weights of this configuration");
            }
            System.arraycopy(part, 0, tensors.get(weight.tensor), weight.offset(), part.length);
        }
        return tensors;
    }

    /// The decoder's tensors, all zero.
    static List<float[]> zeros(ModelConfig config) {
        List<float[]> zeros = new ArrayList<>();
        for (long[] shape : shapes(config)) {
            long elements = 1;
            for (long size : shape) {
                elements = Math.multiplyExact(elements, size);
            }
            zeros.add(new float[Math.toIntExact(elements)]);
        }
        return zeros;
    }

    private static Weight at(String name, int tensor, int rowFrom, Integer... shape) {
        return new Weight(name, tensor, rowFrom, List.of(shape));
    }
}
