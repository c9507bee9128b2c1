package io.toolstream.policy.model;

import io.toolstream.policy.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// First weights for a small decoder that must learn to copy soon.
///
/// Embeddings are normal with variance 1/H, projections normal with variance 1/fan-in, those that write into
/// the
/// residual stream at [#RESIDUAL] of that. Each key projection begins correlated with the query projection of
/// its
/// group's first head, so that attention starts at equal tokens; this follows "mimetic initialisation"
/// (arXiv:2305.09828), with a fixed mixture in place of a factorised target.
public final class Initialisation {
    private static final double RESIDUAL = 0.2;
    private static final double KEY_LIKE_QUERY = 0.7;

    private Initialisation() {}

    /// A decoder with weights drawn from `seed`; the same seed gives the same weights.
    ///
    /// @param positions longest sequence that will be used
    public static Decoder decoder(TorchRuntime runtime, ModelConfig config, int positions, long seed) {
        Random random = new Random(seed);
        List<float[]> values = new ArrayList<>();
        for (long[] shape : Weight.shapes(config)) {
            values.add(new float[Math.toIntExact(shape.length == 1 ? shape[0] : shape[0] * shape[1])]);
        }
        for (Weight weight : Weight.of(config)) {
            fill(weight, values.get(weight.tensor()), random);
        }
        likenKeysToQueries(config, values, random);
        return Decoder.of(runtime, config, positions, values);
    }

    private static void fill(Weight weight, float[] tensor, Random random) {
        double deviation = deviation(weight);
        boolean norm = weight.name().endsWith("norm.weight");
        for (int i = 0; i < weight.elements(); i++) {
            tensor[weight.offset() + i] = norm ? 1 : (float) (random.nextGaussian() * deviation);
        }
    }

    private static double deviation(Weight weight) {
        if (weight.name().endsWith(".bias")) {
            return 0;
        }
        double usual = 1 / Math.sqrt(weight.shape().getLast());
        boolean writesResidual =
                weight.name().contains("o_proj") || weight.name().contains("down_proj");
        return writesResidual ? RESIDUAL * usual : usual;
    }

    private static void likenKeysToQueries(ModelConfig config, List<float[]> values, Random random) {
        int rowsPerHead = config.headSize();
        int group = config.heads() / config.keyHeads();
        int width = config.width();
        double noise = Math.sqrt(1 - KEY_LIKE_QUERY * KEY_LIKE_QUERY) / Math.sqrt(width);
        for (int layer = 0; layer < config.layers(); layer++) {
            float[] qkv = values.get(2 + layer * DecoderScript.TENSORS_PER_LAYER + 1);
            for (int head = 0; head < config.keyHeads(); head++) {
                int query = head * group * rowsPerHead * width;
                int key = (width + head * rowsPerHead) * width;
                for (int i = 0; i < rowsPerHead * width; i++) {
                    qkv[key + i] = (float) (KEY_LIKE_QUERY * qkv[query + i] + noise * random.nextGaussian());
                }
            }
        }
    }
}
