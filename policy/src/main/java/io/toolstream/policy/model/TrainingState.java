package io.toolstream.policy.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// AdamW's state between two updates; the masters are the decoder's own 32-bit weights.
///
/// @param steps updates so far
/// @param first moments by Hugging Face name, in canonical order
/// @param second moments, likewise
public record TrainingState(int steps, Map<String, float[]> first, Map<String, float[]> second) {
    private static final Weight STEPS = new Weight("steps", 0, 0, List.of(1));
    /// Counts are kept as 32-bit floats, exact up to here.
    private static final int STEPS_MAX = 1 << 24;

    /// @throws IllegalArgumentException if the count cannot be kept exactly
    public TrainingState {
        if (steps < 0 || steps > STEPS_MAX) {
            throw new IllegalArgumentException("a training state of " + steps + " updates; 0 to " + STEPS_MAX
                    + " are supported; start a run from the weights alone");
        }
    }

    /// The state before the first update.
    public static TrainingState zero(ModelConfig config) {
        List<float[]> zeros = Weight.zeros(config);
        return new TrainingState(0, Weight.named(config, zeros), Weight.named(config, zeros));
    }

    /// Writes a safetensors file.
    public void write(ModelConfig config, Path file) throws IOException {
        Map<Weight, float[]> tensors = new LinkedHashMap<>();
        tensors.put(STEPS, new float[] {steps});
        for (Weight weight : Weight.of(config)) {
            tensors.put(part("first.", weight), first.getOrDefault(weight.name(), new float[0]));
            tensors.put(part("second.", weight), second.getOrDefault(weight.name(), new float[0]));
        }
        Safetensors.write(file, tensors);
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IOException if the file is of another configuration
    public static TrainingState read(ModelConfig config, Path file) throws IOException {
        Safetensors tensors = Safetensors.open(file);
        Map<String, float[]> first = new LinkedHashMap<>();
        Map<String, float[]> second = new LinkedHashMap<>();
        for (Weight weight : Weight.of(config)) {
            first.put(weight.name(), tensors.read("first." + weight.name(), weight.shape()));
            second.put(weight.name(), tensors.read("second." + weight.name(), weight.shape()));
        }
        return new TrainingState(Math.round(tensors.read(STEPS.name(), STEPS.shape())[0]), first, second);
    }

    private static Weight part(String prefix, Weight weight) {
        return new Weight(prefix + weight.name(), weight.tensor(), weight.rowFrom(), weight.shape());
    }
}
