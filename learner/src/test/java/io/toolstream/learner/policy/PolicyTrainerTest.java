package io.toolstream.learner.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.model.Clip;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.model.Optimizer;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTrainerTest {
    private static final ModelConfig CONFIG = new ModelConfig(16, 32, 64, 2, 4, 2, 1e-6, 10_000, true);
    private static final Optimizer ADAMW = new Optimizer(1e-3, 0.9, 0.99, 1e-8, 0, 1);
    private static final Clip CLIP = new Clip(0.2, 0.28, 10);
    private static final long[] GOOD = {3, 7, 1, 9, 2};
    private static final long[] POOR = {3, 7, 4, 5, 2, 8};

    @Test
    void whatPaidBecomesMoreLikelyAndWhatDidNotLess() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 7)) {
            decoder.openTraining();
            PolicyTrainer trainer = new PolicyTrainer(decoder, CLIP, 64);
            double good = score(decoder, GOOD);
            double poor = score(decoder, POOR);
            for (int i = 0; i < 5; i++) {
                trainer.update(List.of(row(decoder, GOOD, 1), row(decoder, POOR, -1)), ADAMW);
            }
            assertThat(score(decoder, GOOD)).isGreaterThan(good + 0.1);
            assertThat(score(decoder, POOR)).isLessThan(poor - 0.1);
        }
    }

    @Test
    void theFirstUpdateOnPolicyHasRatioOne() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 7)) {
            decoder.openTraining();
            UpdateReport report = new PolicyTrainer(decoder, CLIP, 64)
                    .update(List.of(row(decoder, GOOD, 1), row(decoder, POOR, -1)), ADAMW);

            // Three policy tokens of advantage 1 and four of -1, each at ratio 1.
            assertThat(report.tokens()).isEqualTo(7);
            assertThat(report.loss()).isCloseTo((-3 + 4) / 7.0, within(1e-4));
            assertThat(report.clipped()).isZero();
            assertThat(report.kl()).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void microBatchesDoNotChangeTheUpdate() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder one = Initialisation.decoder(torch, CONFIG, 16, 7);
                Decoder two = Initialisation.decoder(torch, CONFIG, 16, 7)) {
            one.openTraining();
            two.openTraining();
            List<PolicyRow> rows = List.of(row(one, GOOD, 1), row(one, POOR, -0.5));
            new PolicyTrainer(one, CLIP, 64).update(rows, ADAMW);
            new PolicyTrainer(two, CLIP, 6).update(rows, ADAMW);

            assertThat(score(one, GOOD)).isCloseTo(score(two, GOOD), within(1e-4));
        }
    }

    @Test
    void withoutRowsNothingChanges() {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 7)) {
            decoder.openTraining();
            float[] before = decoder.score(new long[][] {GOOD});

            assertThat(new PolicyTrainer(decoder, CLIP, 64)
                            .update(List.of(), ADAMW)
                            .rows())
                    .isZero();
            assertThat(decoder.score(new long[][] {GOOD})).isEqualTo(before);
        }
    }

    /// The first two tokens are the prompt.
    private static PolicyRow row(Decoder decoder, long[] ids, double advantage) {
        float[] scores = decoder.score(new long[][] {ids});
        float[] behaviour = new float[ids.length];
        System.arraycopy(scores, 0, behaviour, 1, scores.length);
        boolean[] byPolicy = new boolean[ids.length];
        for (int t = 2; t < ids.length; t++) {
            byPolicy[t] = true;
        }
        return new PolicyRow(ids, byPolicy, behaviour, advantage);
    }

    private static double score(Decoder decoder, long[] ids) {
        double sum = 0;
        float[] scores = decoder.score(new long[][] {ids});
        for (int t = 1; t < scores.length; t++) {
            sum += scores[t];
        }
        return sum;
    }
}
