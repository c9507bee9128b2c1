package io.toolstream.learner.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.model.Optimizer;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SupervisedTrainerTest {
    private static final ModelConfig CONFIG = new ModelConfig(16, 32, 64, 2, 4, 2, 1e-6, 10_000, true);
    private static final Optimizer ADAMW = new Optimizer(0, 0.9, 0.95, 1e-8, 0.01, 1);

    @Test
    void theRateRisesThenFalls() {
        RateSchedule schedule = new RateSchedule(1, 0.1, 10, 110);

        assertThat(schedule.at(0)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.at(9)).isCloseTo(1, within(1e-12));
        assertThat(schedule.at(60)).isCloseTo(0.55, within(1e-12));
        assertThat(schedule.at(500)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void aRuleIsLearntAndMaskedTokensAreNot() {
        Random random = new Random(1);
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, 16, 7)) {
            decoder.openTraining();
            SupervisedTrainer trainer = new SupervisedTrainer(decoder, new RateSchedule(1e-2, 0.1, 5, 150), ADAMW, 8);
            double first = trainer.step(() -> row(random));
            double last = first;
            for (int i = 0; i < 149; i++) {
                last = trainer.step(() -> row(random));
            }

            assertThat(first).isGreaterThan(1.5);
            assertThat(last).isLessThan(0.1);
            float[] scores = decoder.score(new long[][] {row(random).ids()});
            assertThat(scores[3]).isGreaterThan(-0.2f);
            assertThat(scores[4]).isLessThan(-1);
        }
    }

    /// Token 4 repeats token 1; token 5 is noise and masked.
    private static WeightedRow row(Random random) {
        long word = 1L + random.nextInt(8);
        long[] ids = {9, word, 10, 11L + random.nextInt(4), word, 1L + random.nextInt(8)};
        return new WeightedRow(ids, new float[] {0, 0, 0, 0, 1, 0});
    }
}
