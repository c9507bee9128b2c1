package io.toolstream.app.sft;

import io.toolstream.learner.sft.CrossEntropy;
import io.toolstream.learner.sft.Tuning;
import io.toolstream.learner.sft.TuningSettings;
import io.toolstream.learner.sft.TuningStep;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Tunes a model on rows, tells how far it has come, and writes the result.
public final class SftRun {
    private static final int LINES_MAX = 100;
    private static final double NANOS = 1e9;

    private final TorchRuntime torch;
    private final TuningSettings settings;
    private final LongSupplier nanos;
    private final Consumer<String> progress;

    /// @param nanos a clock that never goes back, as [System#nanoTime]
    /// @param progress takes at most 100 lines about steps, and one for each measurement
    public SftRun(TorchRuntime torch, TuningSettings settings, LongSupplier nanos, Consumer<String> progress) {
        this.torch = torch;
        this.settings = settings;
        this.nanos = nanos;
        this.progress = progress;
    }

    /// Tunes `model` and writes it to `out`.
    ///
    /// @throws IOException if `out` cannot be written; then it does not exist
    public SftReport run(ModelFolder model, SftRows rows, Path out) throws IOException {
        try (Decoder decoder = model.open(torch, rows.longest())) {
            int all = settings.steps(rows.training().rows().size());
            Told told = new Told(all);
            Tuning tuning = new Tuning(decoder, rows.training().rows(), settings);
            List<Double> validation = new ArrayList<>();
            measure(decoder, rows, validation);
            long working = 0;
            for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
                long began = told.resumed();
                tuning.epoch(told);
                working += nanos.getAsLong() - began;
                measure(decoder, rows, validation);
            }
            SftReport report = new SftReport(settings, rows, told.steps, validation, working / NANOS);
            model.write(decoder, report.curve(), out);
            return report;
        }
    }

    private void measure(Decoder decoder, SftRows rows, List<Double> validation) {
        if (!rows.validation().rows().isEmpty()) {
            double loss = CrossEntropy.mean(decoder, rows.validation().rows(), settings.budget());
            progress.accept(String.format(Locale.ROOT, "after epoch %d: held-out loss %.4f", validation.size(), loss));
            validation.add(loss);
        }
    }

    /// Keeps the steps and says something about every few.
    private final class Told implements Consumer<TuningStep> {
        private final int all;
        private final int every;
        private final List<TuningStep> steps = new ArrayList<>();
        private long tokens;
        private long since;

        Told(int all) {
            this.all = all;
            this.every = Math.ceilDiv(all, LINES_MAX);
        }

        /// Leaves out of the next rate what has been done since the last step.
        long resumed() {
            since = nanos.getAsLong();
            return since;
        }

        @Override
        public void accept(TuningStep step) {
            steps.add(step);
            tokens += step.tokens();
            if (step.step() % every == 0 || step.step() == all) {
                long now = nanos.getAsLong();
                progress.accept(String.format(
                        Locale.ROOT,
                        "step %d of %d, epoch %d, loss %.4f, %.0f tokens/s",
                        step.step(),
                        all,
                        step.epoch(),
                        step.loss(),
                        tokens * NANOS / Math.max(1, now - since)));
                tokens = 0;
                since = now;
            }
        }
    }
}
