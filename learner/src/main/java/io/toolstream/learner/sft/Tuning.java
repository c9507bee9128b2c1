package io.toolstream.learner.sft;

import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Tunes a decoder on a fixed list of rows, epoch by epoch, each in an order of its own.
public final class Tuning {
    /// Betas, decay and clip as in verl's recipe for ReTool's cold start.
    private static final Optimizer ADAMW = new Optimizer(0, 0.9, 0.95, 1e-8, 0.01, 1);

    private final List<WeightedRow> rows;
    private final TuningSettings settings;
    private final RateSchedule schedule;
    private final SupervisedTrainer trainer;
    private final Random order;
    private int step;
    private int epoch;

    /// Opens `decoder` for training.
    public Tuning(Decoder decoder, List<WeightedRow> rows, TuningSettings settings) {
        this.rows = List.copyOf(rows);
        this.settings = settings;
        this.schedule = settings.schedule(rows.size());
        decoder.openTraining();
        this.trainer = new SupervisedTrainer(decoder, schedule, ADAMW, settings.batch(), settings.budget());
        this.order = new Random(settings.seed());
    }

    /// One pass over all rows.
    ///
    /// @param progress is told each step
    /// @throws LossNotFiniteException if the loss of a step is no finite number
    public void epoch(Consumer<TuningStep> progress) {
        epoch++;
        List<WeightedRow> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, order);
        for (int from = 0; from < shuffled.size(); from += settings.batch()) {
            List<WeightedRow> batch = shuffled.subList(from, Math.min(from + settings.batch(), shuffled.size()));
            double rate = schedule.at(step);
            double loss = trainer.step(batch);
            step++;
            if (!Double.isFinite(loss)) {
                throw new LossNotFiniteException("the loss of step %d is %s; tune with a lower learning rate than %s"
                        .formatted(step, loss, settings.rate()));
            }
            long tokens = batch.stream().mapToLong(row -> row.ids().length).sum();
            progress.accept(new TuningStep(step, epoch, loss, rate, tokens));
        }
    }
}
