package io.toolstream.policy.model;

import io.toolstream.policy.torch.Argument;
import io.toolstream.policy.torch.Tensor;
import io.toolstream.policy.torch.TorchModule;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A Qwen2 decoder in memory: scores, generates and learns. One thread at a time.
///
/// Letters of shapes: B rows, T tokens, V vocabulary. Log-probabilities are in nats.
public final class Decoder implements AutoCloseable {
    private final ModelConfig config;
    private final TorchRuntime runtime;
    private final TorchModule module;
    private final List<Tensor> weights;
    private final List<Tensor> tables;
    private final List<Tensor> optimizer = new ArrayList<>();
    private final List<Tensor> cache = new ArrayList<>();
    private final int positions;

    private Decoder(ModelConfig config, TorchRuntime runtime, int positions, List<float[]> values) {
        this.config = config;
        this.runtime = runtime;
        this.positions = positions;
        this.module = runtime.load(DecoderScript.archive(config));
        this.weights = new ArrayList<>();
        List<long[]> shapes = Weight.shapes(config);
        for (int i = 0; i < shapes.size(); i++) {
            weights.add(runtime.ofFloats(values.get(i), shapes.get(i)));
        }
        this.tables = rotaryTables();
        discard(module.infer("set_weights", new Argument.Many(weights), new Argument.Many(tables)));
    }

    /// Reads a Hugging Face directory (`config.json`, `model.safetensors`).
    ///
    /// @param positions longest sequence that will be used
    /// @throws IllegalArgumentException if the directory holds another architecture
    /// @throws IOException if a tensor is absent or misshapen
    public static Decoder read(TorchRuntime runtime, Path directory, int positions) throws IOException {
        ModelConfig config = ModelConfig.read(directory);
        return read(runtime, config, directory.resolve("model.safetensors"), positions);
    }

    static Decoder read(TorchRuntime runtime, ModelConfig config, Path file, int positions) throws IOException {
        Map<String, float[]> named = new LinkedHashMap<>();
        Safetensors tensors = Safetensors.open(file);
        for (Weight weight : Weight.of(config)) {
            named.put(weight.name(), tensors.read(weight.name(), weight.shape()));
        }
        return new Decoder(config, runtime, positions, Weight.fuse(config, named));
    }

    /// A decoder with given tensors, in the order and shapes of [Weight#shapes].
    static Decoder of(TorchRuntime runtime, ModelConfig config, int positions, List<float[]> values) {
        return new Decoder(config, runtime, positions, values);
    }

    /// A decoder of `config` with weights by Hugging Face name.
    ///
    /// @param positions longest sequence that will be used
    /// @throws IllegalArgumentException if a weight is absent or of another size
    public static Decoder of(TorchRuntime runtime, ModelConfig config, int positions, Map<String, float[]> named) {
        return new Decoder(config, runtime, positions, Weight.fuse(config, named));
    }

    /// Writes a Hugging Face directory.
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        config.write(directory);
        Safetensors.write(directory.resolve("model.safetensors"), Weight.split(config, values()));
    }

    /// The configuration.
    public ModelConfig config() {
        return config;
    }

    /// Log-probability of each token after the first, given those before it, `[B, T-1]`. Rows are padded at
    /// the right
    /// with
    /// any token; what stands at padding means nothing.
    public float[] score(long[][] rows) {
        try (Tensor tokens = tensor(rows)) {
            List<Tensor> scored = module.infer("scored", new Argument.One(tokens));
            float[] result = scored.getFirst().floats();
            discard(scored);
            return result;
        }
    }

    /// Logits after every token, `[B, T, V]`.
    float[] logits(long[][] rows) {
        try (Tensor tokens = tensor(rows)) {
            return only(module.infer("logits", new Argument.One(tokens)));
        }
    }

    /// Makes room for `slots` sequences of up to `positions` tokens; what the cache held is gone.
    public void openCache(int slots) {
        cache.forEach(Tensor::close);
        cache.clear();
        long[] shape = {slots, config.keyHeads(), positions, config.headSize()};
        int elements = Math.toIntExact((long) slots * config.keyHeads() * positions * config.headSize());
        for (int i = 0; i < 2 * config.layers(); i++) {
            cache.add(runtime.ofFloats(new float[elements], shape));
        }
        discard(module.infer("set_cache", new Argument.Many(cache)));
    }

    /// Writes `tokens` into `slot` from position `start` on, and returns the logits after the last, `[V]`.
    public float[] extend(int slot, int start, long[] tokens) {
        requireRoom(start + tokens.length);
        try (Tensor row = runtime.ofLongs(tokens, 1, tokens.length)) {
            return only(
                    module.infer("extend", new Argument.One(row), new Argument.Whole(slot), new Argument.Whole(start)));
        }
    }

    /// Copies the first `length` positions of slot `source` to `targets`.
    public void share(int source, long[] targets, int length) {
        try (Tensor slots = runtime.ofLongs(targets, targets.length)) {
            discard(module.infer(
                    "share", new Argument.Whole(source), new Argument.One(slots), new Argument.Whole(length)));
        }
    }

    /// Writes one token into each of `slots` at its position and returns the logits after it, `[B, V]`; the
    /// caller
    /// closes.
    public Tensor decode(long[] tokens, long[] slots, long[] at) {
        long end = 0;
        for (long position : at) {
            end = Math.max(end, position + 1);
        }
        requireRoom(end);
        try (Tensor token = runtime.ofLongs(tokens, tokens.length);
                Tensor slot = runtime.ofLongs(slots, slots.length);
                Tensor position = runtime.ofLongs(at, at.length)) {
            return module.infer(
                            "decode",
                            new Argument.One(token),
                            new Argument.One(slot),
                            new Argument.One(position),
                            new Argument.Whole(end))
                    .getFirst();
        }
    }

    /// Chooses the next token of each row by inverting the cumulative distribution at `uniform`, so that a
    /// row's
    /// choice depends on its own numbers and on nothing of its neighbours.
    ///
    /// @param logits `[B, V]`
    /// @param bias added to the logits before sampling, `[V]`; negative infinity forbids a token
    /// @param uniform in `[0, 1)`, `[B]`
    /// @param temperature positive, `[B]`
    /// @param topP share of probability that is kept, the most probable first, `[B]`
    public Choice choose(Tensor logits, Tensor bias, float[] uniform, float[] temperature, float[] topP) {
        try (Tensor u = runtime.ofFloats(uniform, uniform.length);
                Tensor heat = runtime.ofFloats(temperature, temperature.length);
                Tensor kept = runtime.ofFloats(topP, topP.length)) {
            List<Tensor> chosen = module.infer(
                    "choose",
                    new Argument.One(logits),
                    new Argument.One(bias),
                    new Argument.One(u),
                    new Argument.One(heat),
                    new Argument.One(kept));
            Choice choice = new Choice(
                    chosen.get(0).longs(), chosen.get(1).floats(), chosen.get(2).floats());
            discard(chosen);
            return choice;
        }
    }

    /// A bias for [#choose] that forbids `tokens`; the caller closes it.
    public Tensor forbidding(long... tokens) {
        float[] bias = new float[config.vocabulary()];
        for (long token : tokens) {
            bias[Math.toIntExact(token)] = Float.NEGATIVE_INFINITY;
        }
        return runtime.ofFloats(bias, bias.length);
    }

    /// Takes over the weights of `other`, which has the same configuration. Caches keep what they hold.
    public void copyWeights(Decoder other) {
        if (!config.equals(other.config)) {
            throw new IllegalArgumentException(
                    "weights of " + other.config + " do not fit a decoder of " + config + "; use one configuration");
        }
        discard(module.infer("take", new Argument.Many(other.weights)));
    }

    /// Takes over weights by Hugging Face name, as [#weights] gives them. Caches keep what they hold.
    ///
    /// @throws IllegalArgumentException if one is absent or of another size
    public void load(Map<String, float[]> named) {
        List<float[]> values = Weight.fuse(config, named);
        List<Tensor> given = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            given.add(runtime.ofFloats(values.get(i), weights.get(i).shape()));
        }
        discard(module.infer("take", new Argument.Many(given)));
        discard(given);
    }

    /// The weights, copied, by Hugging Face name in canonical order.
    public Map<String, float[]> weights() {
        return Weight.named(config, values());
    }

    /// Makes the weights trainable, with AdamW's moments at zero.
    public void openTraining() {
        openTraining(TrainingState.zero(config));
    }

    /// Makes the weights trainable, with AdamW as it was when `state` was taken.
    public void openTraining(TrainingState state) {
        List<float[]> firstMoments = Weight.fuse(config, state.first());
        List<float[]> secondMoments = Weight.fuse(config, state.second());
        List<Tensor> first = new ArrayList<>();
        List<Tensor> second = new ArrayList<>();
        List<Tensor> steps = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Tensor weight = weights.get(i);
            first.add(runtime.ofFloats(firstMoments.get(i), weight.shape()));
            second.add(runtime.ofFloats(secondMoments.get(i), weight.shape()));
            steps.add(runtime.ofFloats(new float[] {state.steps()}));
            weight.requireGradient();
        }
        discard(optimizer);
        optimizer.clear();
        optimizer.addAll(first);
        optimizer.addAll(second);
        optimizer.addAll(steps);
        discard(module.infer(
                "set_optimizer", new Argument.Many(first), new Argument.Many(second), new Argument.Many(steps)));
    }

    /// AdamW's state, copied; with [#weights] all that a later update depends on.
    ///
    /// @throws IllegalStateException before [#openTraining()]
    public TrainingState trainingState() {
        if (optimizer.isEmpty()) {
            throw new IllegalStateException("the decoder has no optimiser state; call openTraining first");
        }
        int count = weights.size();
        List<float[]> all = optimizer.stream().map(Tensor::floats).toList();
        return new TrainingState(
                Math.round(all.getLast()[0]),
                Weight.named(config, all.subList(0, count)),
                Weight.named(config, all.subList(count, 2 * count)));
    }

    /// Adds to the gradient that of `scale · Σ weight · (−log p)`, and returns the sum without `scale`.
    ///
    /// @param rows token ids, `[B, T]`, padded at the right
    /// @param weight of each token after the first as a target, `[B, T-1]`; 0 masks it
    public double supervise(long[][] rows, float[] weight, double scale) {
        int targets = rows[0].length - 1;
        try (Tensor tokens = tensor(rows);
                Tensor weights = runtime.ofFloats(weight, rows.length, targets)) {
            List<Tensor> result = module.train(
                    "supervise", new Argument.One(tokens), new Argument.One(weights), new Argument.Real(scale));
            double loss = result.getFirst().floats()[0];
            discard(result);
            return loss;
        }
    }

    /// Adds to the gradient that of `scale` times PPO's clipped loss with separate lower and upper clip (DAPO,
    /// arXiv:2503.14476) and dual clip (arXiv:1912.09729), summed over the tokens of the mask.
    ///
    /// @param batch what to learn from
    /// @return sums over the masked tokens
    public LossSums improve(PolicyBatch batch, Clip clip, double scale) {
        int rows = batch.rows().length;
        int targets = batch.rows()[0].length - 1;
        try (Tensor tokens = tensor(batch.rows());
                Tensor mask = runtime.ofFloats(batch.mask(), rows, targets);
                Tensor old = runtime.ofFloats(batch.behaviour(), rows, targets);
                Tensor advantages = runtime.ofFloats(batch.advantages(), rows, targets)) {
            List<Tensor> result = module.train(
                    "improve",
                    new Argument.One(tokens),
                    new Argument.One(mask),
                    new Argument.One(old),
                    new Argument.One(advantages),
                    new Argument.Real(clip.low()),
                    new Argument.Real(clip.high()),
                    new Argument.Real(clip.dual()),
                    new Argument.Real(scale));
            LossSums sums = new LossSums(
                    result.get(0).floats()[0],
                    result.get(1).floats()[0],
                    result.get(2).floats()[0],
                    result.get(3).floats()[0]);
            discard(result);
            return sums;
        }
    }

    /// Applies the collected gradient, clears it, and returns its global L2 norm before clipping. A gradient whose norm
    /// is not finite is cleared without being applied: weights and moments stay as they were.
    public double update(Optimizer settings) {
        List<Tensor> norm = module.train(
                "update",
                new Argument.Real(settings.rate()),
                new Argument.Real(settings.beta1()),
                new Argument.Real(settings.beta2()),
                new Argument.Real(settings.epsilon()),
                new Argument.Real(settings.decay()),
                new Argument.Real(settings.clip()));
        return only(norm)[0];
    }

    /// The collected gradient by Hugging Face name.
    Map<Weight, float[]> gradients() {
        List<Tensor> gradients = module.train("gradients");
        List<float[]> values = gradients.stream().map(Tensor::floats).toList();
        discard(gradients);
        return Weight.split(config, values);
    }

    /// The tensors of the decoder, copied, in canonical order.
    List<float[]> values() {
        return weights.stream().map(Tensor::floats).toList();
    }

    @Override
    public void close() {
        module.close();
        discard(weights);
        discard(tables);
        discard(optimizer);
        discard(cache);
    }

    private List<Tensor> rotaryTables() {
        int size = config.headSize();
        int half = size / 2;
        float[] cosines = new float[positions * size];
        float[] sines = new float[positions * size];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position / Math.pow(config.ropeTheta(), 2.0 * i / size);
                int at = position * size + i;
                cosines[at] = cosines[at + half] = (float) Math.cos(angle);
                sines[at] = sines[at + half] = (float) Math.sin(angle);
            }
        }
        return List.of(runtime.ofFloats(cosines, positions, size), runtime.ofFloats(sines, positions, size));
    }

    private Tensor tensor(long[][] rows) {
        int length = rows[0].length;
        requireRoom(length);
        long[] flat = new long[rows.length * length];
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != length) {
                throw new IllegalArgumentException(
                        "row " + row + " has " + rows[row].length + " tokens, row 0 has " + length + "; pad the rows");
            }
            System.arraycopy(rows[row], 0, flat, row * length, length);
        }
        return runtime.ofLongs(flat, rows.length, length);
    }

    private void requireRoom(long tokens) {
        if (tokens > positions) {
            throw new IllegalArgumentException("a sequence of " + tokens + " tokens exceeds the " + positions
                    + " positions the decoder was opened with");
        }
    }

    private static float[] only(List<Tensor> result) {
        float[] values = result.getFirst().floats();
        discard(result);
        return values;
    }

    private static void discard(List<Tensor> tensors) {
        tensors.forEach(Tensor::close);
    }
}
