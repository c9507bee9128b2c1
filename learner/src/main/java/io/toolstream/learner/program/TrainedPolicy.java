package io.toolstream.learner.program;

import io.toolstream.learner.commit.StateHashes;
import io.toolstream.learner.policy.PolicyRow;
import io.toolstream.learner.policy.PolicyTrainer;
import io.toolstream.learner.policy.UpdateReport;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.model.TensorHash;
import io.toolstream.policy.model.TrainingState;
import io.toolstream.policy.model.WeightBytes;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The policy being trained: masters, moments, and where in the run they stand. For one thread.
final class TrainedPolicy implements AutoCloseable {
    private static final String OPTIMIZER_FILE = "optimizer.safetensors";

    private final Decoder decoder;
    private final PolicyTrainer trainer;
    private final TrainingSettings settings;
    private long step;
    private long version;

    private TrainedPolicy(Decoder decoder, TrainingState state, TrainingSettings settings, long step, long version) {
        this.decoder = decoder;
        this.settings = settings;
        this.step = step;
        this.version = version;
        decoder.openTraining(state);
        this.trainer = new PolicyTrainer(decoder, settings.clip(), settings.tokenBudget());
    }

    /// As step 0 has it: the model of `folder`, nothing learnt yet.
    static TrainedPolicy initial(TorchRuntime torch, Path folder, TrainingSettings settings) throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        return new TrainedPolicy(
                Decoder.read(torch, folder, settings.positions()), TrainingState.zero(config), settings, 0, 0);
    }

    /// As [#write] left it.
    static TrainedPolicy read(TorchRuntime torch, Path folder, TrainingSettings settings, long step, long version)
            throws IOException {
        TrainingState state = TrainingState.read(ModelConfig.read(folder), folder.resolve(OPTIMIZER_FILE));
        return new TrainedPolicy(Decoder.read(torch, folder, settings.positions()), state, settings, step, version);
    }

    /// Writes masters and moments.
    void write(Path folder) throws IOException {
        decoder.write(folder);
        decoder.trainingState().write(decoder.config(), folder.resolve(OPTIMIZER_FILE));
    }

    long step() {
        return step;
    }

    long version() {
        return version;
    }

    ModelConfig config() {
        return decoder.config();
    }

    /// Trains the next step. An update without rows, or whose gradient is not finite, is refused: masters and moments
    /// stay.
    UpdateReport train(List<PolicyRow> rows) {
        step++;
        UpdateReport report = trainer.update(rows, settings.optimizer(step));
        if (!refused(report)) {
            version++;
        }
        return report;
    }

    /// Whether the update of `report` left the policy as it was.
    static boolean refused(UpdateReport report) {
        return !Double.isFinite(report.gradientNorm()) || report.tokens() == 0;
    }

    /// The weights as published.
    byte[] published() {
        return WeightBytes.encode(decoder.weights());
    }

    /// Goes on from published weights; the moments stay.
    void adopt(byte[] published, long atStep, long atVersion) {
        decoder.load(WeightBytes.decode(decoder.config(), published));
        step = atStep;
        version = atVersion;
    }

    /// The name of the first tensor that would be published otherwise than it was.
    Optional<String> firstOther(byte[] published) {
        Map<String, float[]> own = WeightBytes.decode(decoder.config(), published());
        Map<String, float[]> theirs = WeightBytes.decode(decoder.config(), published);
        return own.keySet().stream()
                .filter(name -> !Arrays.equals(own.get(name), theirs.get(name)))
                .findFirst();
    }

    /// What the log says of this state. Nothing in a step is drawn at random, so there is no random state in it.
    StateHashes hashes() {
        Map<String, float[]> weights = decoder.weights();
        TrainingState state = decoder.trainingState();
        Map<String, float[]> all = new LinkedHashMap<>(weights);
        state.first().forEach((name, values) -> all.put("first." + name, values));
        state.second().forEach((name, values) -> all.put("second." + name, values));
        all.put("steps", new float[] {state.steps()});
        return new StateHashes(Sha256.of(WeightBytes.encode(weights)), TensorHash.of(all));
    }

    @Override
    public void close() {
        decoder.close();
    }
}
