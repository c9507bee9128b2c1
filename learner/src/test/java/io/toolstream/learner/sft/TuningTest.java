package io.toolstream.learner.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
    private static final ModelConfig CONFIG = new ModelConfig(24, 16, 32, 2, 4, 2, 1e-6, 10_000, true);
    private static final int BUDGET = 64;

    /// Rows of several lengths, of which two runs of tokens are learnt and what lies between is not.
    private static final List<WeightedRow> ROWS = List.of(
            row("0000111", 1, 5, 9, 2, 6, 10, 3),
            row("00110011", 4, 8, 12, 16, 20, 3, 7, 11),
            row("0011101", 2, 2, 13, 17, 21, 1, 9),
            row("000011011", 15, 14, 13, 12, 11, 10, 9, 8, 7),
            row("011", 5, 6, 7));

    /// With the outputs of attention and of the inner layers at zero a token's distribution depends on the
    /// token before it alone, and can be computed from the embedding in a few lines.
    @Test
    void theFirstLossIsTheMeanCrossEntropyOfWhatTheAssistantsWroteAlone() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 3)) {
            Map<String, float[]> weights = new TreeMap<>(decoder.weights());
            weights.replaceAll((name, values) ->
                    name.contains("o_proj") || name.contains("down_proj") ? new float[values.length] : values);
            decoder.load(weights);
            float[] embedding = weights.getOrDefault("model.embed_tokens.weight", new float[0]);

            double measured = CrossEntropy.mean(decoder, ROWS, BUDGET);
            double first = steps(decoder, new TuningSettings(1, 1e-3, ROWS.size(), BUDGET, 7))
                    .getFirst()
                    .loss();

            double sum = 0;
            int targets = 0;
            for (WeightedRow row : ROWS) {
                for (int t = 1; t < row.ids().length; t++) {
                    if (row.weights()[t] == 1) {
                        sum += surprise(embedding, (int) row.ids()[t - 1], (int) row.ids()[t]);
                        targets++;
                    }
                }
            }
            assertThat(targets).isEqualTo(17);
            assertThat(first).isCloseTo(sum / targets, within(1e-5));
            assertThat(measured).isCloseTo(sum / targets, within(1e-5));
        }
    }

    @Test
    void aFewEpochsLowerTheLossAndTheWrittenModelHasIt(@TempDir Path folder) throws IOException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 3)) {
            double before = CrossEntropy.mean(decoder, ROWS, BUDGET);
            steps(decoder, new TuningSettings(20, 1e-2, 2, BUDGET, 7));
            double after = CrossEntropy.mean(decoder, ROWS, BUDGET);
            decoder.write(folder);

            assertThat(after).isLessThan(before / 2);
            try (Decoder again = Decoder.read(torch, folder, 16)) {
                assertThat(CrossEntropy.mean(again, ROWS, BUDGET)).isEqualTo(after);
            }
        }
    }

    @Test
    void everyEpochTakesEveryRowOnceInAnOrderOfTheSeeds() {
        try (TorchRuntime torch = new DjlTorch()) {
            List<TuningStep> one = steps(torch, new TuningSettings(2, 1e-3, 2, BUDGET, 7));
            List<TuningStep> same = steps(torch, new TuningSettings(2, 1e-3, 2, BUDGET, 7));
            List<TuningStep> other = steps(torch, new TuningSettings(2, 1e-3, 2, BUDGET, 8));

            assertThat(one).isEqualTo(same).isNotEqualTo(other);
            long all = ROWS.stream().mapToLong(row -> row.ids().length).sum();
            assertThat(one.stream().map(TuningStep::step)).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(one.stream()
                            .collect(Collectors.groupingBy(
                                    TuningStep::epoch, Collectors.summingLong(TuningStep::tokens))))
                    .isEqualTo(Map.of(1, all, 2, all));
            assertThat(one.getFirst().rate()).isEqualTo(1e-3);
            assertThat(one.getLast().rate()).isCloseTo(1e-3 / 5, within(1e-12));
        }
    }

    /// Rows of a micro-batch do not see each other, so how a batch is cut changes rounding only.
    @Test
    void aSmallBudgetGivesTheSameUpdate() {
        try (TorchRuntime torch = new DjlTorch()) {
            List<TuningStep> whole = steps(torch, new TuningSettings(3, 1e-3, 5, 1_000, 7));
            List<TuningStep> cut = steps(torch, new TuningSettings(3, 1e-3, 5, 1, 7));

            assertThat(cut.getLast().loss()).isCloseTo(whole.getLast().loss(), within(1e-4));
        }
    }

    @Test
    void aRateThatDestroysTheModelEndsTheTuning() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 3)) {
            Map<String, float[]> weights = new TreeMap<>(decoder.weights());
            Arrays.fill(weights.getOrDefault("model.norm.weight", new float[0]), Float.NaN);
            decoder.load(weights);

            assertThatThrownBy(() -> steps(decoder, new TuningSettings(1, 0.5, 2, BUDGET, 7)))
                    .isInstanceOf(LossNotFiniteException.class)
                    .hasMessageContaining("step 1")
                    .hasMessageContaining("lower learning rate than 0.5");
        }
    }

    @Test
    void settingsThatTrainNothingAreRefused() {
        assertThatThrownBy(() -> new TuningSettings(0, 1e-3, 2, BUDGET, 7)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new TuningSettings(1, Double.NaN, 2, BUDGET, 7))
                .hasMessageContaining("NaN");
    }

    private static List<TuningStep> steps(TorchRuntime torch, TuningSettings settings) {
        try (Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 3)) {
            return steps(decoder, settings);
        }
    }

    private static List<TuningStep> steps(Decoder decoder, TuningSettings settings) {
        List<TuningStep> steps = new ArrayList<>();
        Tuning tuning = new Tuning(decoder, ROWS, settings);
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            tuning.epoch(steps::add);
        }
        return steps;
    }

    /// `−log p(next | token)` with `p = softmax(E · x / rms(x))`, `x` the token's row of `E`.
    private static double surprise(float[] embedding, int token, int next) {
        int width = CONFIG.width();
        double square = 0;
        for (int i = 0; i < width; i++) {
            square += (double) embedding[token * width + i] * embedding[token * width + i];
        }
        double rms = Math.sqrt(square / width + CONFIG.normEpsilon());
        double total = 0;
        double chosen = 0;
        for (int v = 0; v < CONFIG.vocabulary(); v++) {
            double logit = 0;
            for (int i = 0; i < width; i++) {
                logit += embedding[v * width + i] * (embedding[token * width + i] / rms);
            }
            total += Math.exp(logit);
            chosen = v == next ? logit : chosen;
        }
        return Math.log(total) - chosen;
    }

    /// @param mask `1` where a token is learnt
    private static WeightedRow row(String mask, long... ids) {
        float[] weights = new float[ids.length];
        for (int t = 0; t < ids.length; t++) {
            weights[t] = mask.charAt(t) - '0';
        }
        return new WeightedRow(ids, weights);
    }
}
