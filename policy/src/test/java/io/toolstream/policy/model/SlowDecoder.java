package io.toolstream.policy.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The Qwen2 decoder in plain Java and double precision, written from its definition, one row at a time, without
/// a cache: the oracle of small configurations.
final class SlowDecoder {
    private final ModelConfig config;
    private final Map<String, double[]> weights = new LinkedHashMap<>();

    SlowDecoder(ModelConfig config, List<float[]> tensors) {
        this.config = config;
        for (Weight weight : Weight.of(config)) {
            double[] values = new double[weight.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensors.get(weight.tensor())[weight.offset() + i];
            }
            weights.put(weight.name(), values);
        }
    }

    /// The elements of a weight, to be changed in place.
    double[] weight(String name) {
        return java.util.Objects.requireNonNull(weights.get(name), name);
    }

    /// `Σ weight · (−log p)` over the tokens after the first.
    double loss(long[] row, float[] weight) {
        double[][] logits = logits(row, 0);
        double loss = 0;
        for (int t = 0; t + 1 < row.length; t++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double logit : logits[t]) {
                largest = Math.max(largest, logit);
            }
            double sum = 0;
            for (double logit : logits[t]) {
                sum += Math.exp(logit - largest);
            }
            loss -= weight[t] * (logits[t][(int) row[t + 1]] - largest - Math.log(sum));
        }
        return loss;
    }

    /// Logits after each token, `[T][V]`, when the first token stands at position `start`.
    double[][] logits(long[] row, int start) {
        double[] embedding = weight("model.embed_tokens.weight");
        double[][] x = new double[row.length][config.width()];
        for (int t = 0; t < row.length; t++) {
            System.arraycopy(embedding, (int) row[t] * config.width(), x[t], 0, config.width());
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            attention(x, prefix, start);
            for (double[] token : x) {
                double[] y = norm(token, weight(prefix + "post_attention_layernorm.weight"));
                double[] gate = times(weight(prefix + "mlp.gate_proj.weight"), y);
                double[] up = times(weight(prefix + "mlp.up_proj.weight"), y);
                for (int i = 0; i < gate.length; i++) {
                    gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
                }
                add(token, times(weight(prefix + "mlp.down_proj.weight"), gate));
            }
        }
        double[][] logits = new double[row.length][];
        for (int t = 0; t < row.length; t++) {
            double[] y = norm(x[t], weight("model.norm.weight"));
            logits[t] = times(config.tied() ? embedding : weight("lm_head.weight"), y);
        }
        return logits;
    }

    private void attention(double[][] x, String prefix, int start) {
        int size = config.headSize();
        double[][] q = new double[x.length][];
        double[][] k = new double[x.length][];
        double[][] v = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] y = norm(x[t], weight(prefix + "input_layernorm.weight"));
            q[t] = rotate(project(prefix + "self_attn.q_proj", y), start + t);
            k[t] = rotate(project(prefix + "self_attn.k_proj", y), start + t);
            v[t] = project(prefix + "self_attn.v_proj", y);
        }
        for (int t = 0; t < x.length; t++) {
            double[] out = new double[config.width()];
            for (int head = 0; head < config.heads(); head++) {
                int keyHead = head / (config.heads() / config.keyHeads());
                double[] share = new double[t + 1];
                double sum = 0;
                for (int s = 0; s <= t; s++) {
                    double dot = 0;
                    for (int i = 0; i < size; i++) {
                        dot += q[t][head * size + i] * k[s][keyHead * size + i];
                    }
                    share[s] = Math.exp(dot / Math.sqrt(size));
                    sum += share[s];
                }
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < size; i++) {
                        out[head * size + i] += share[s] / sum * v[s][keyHead * size + i];
                    }
                }
            }
            add(x[t], times(weight(prefix + "self_attn.o_proj.weight"), out));
        }
    }

    private double[] project(String name, double[] x) {
        double[] y = times(weight(name + ".weight"), x);
        add(y, weight(name + ".bias"));
        return y;
    }

    /// Element i of a head turns with element i + D/2, by the angle `position / theta^(2i/D)`.
    private double[] rotate(double[] x, int position) {
        int size = config.headSize();
        double[] y = new double[x.length];
        for (int head = 0; head < x.length; head += size) {
            for (int i = 0; i < size / 2; i++) {
                double angle = position / Math.pow(config.ropeTheta(), 2.0 * i / size);
                double a = x[head + i];
                double b = x[head + i + size / 2];
                y[head + i] = a * Math.cos(angle) - b * Math.sin(angle);
                y[head + i + size / 2] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return y;
    }

    private double[] norm(double[] x, double[] gain) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double scale = 1 / Math.sqrt(squares / x.length + config.normEpsilon());
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * scale * gain[i];
        }
        return y;
    }

    private static double[] times(double[] matrix, double[] x) {
        double[] y = new double[matrix.length / x.length];
        for (int row = 0; row < y.length; row++) {
            for (int i = 0; i < x.length; i++) {
                y[row] += matrix[row * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }
}
