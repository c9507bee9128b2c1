package io.toolstream.learner.sft;

import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Optimizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/// Trains a decoder on rows by weighted cross-entropy, the mean over the weights of a batch.
public final class SupervisedTrainer {
    private final Decoder decoder;
    private final RateSchedule schedule;
    private final Optimizer settings;
    private final int batch;
    private final int budget;
    private int step;

    /// A trainer whose decoder is open for training.
    ///
    /// @param settings of AdamW; its rate is replaced by the schedule's
    /// @param batch rows a step
    public SupervisedTrainer(Decoder decoder, RateSchedule schedule, Optimizer settings, int batch) {
        this(decoder, schedule, settings, batch, Integer.MAX_VALUE);
    }

    /// A trainer whose micro-batches are bounded.
    ///
    /// @param budget most tokens of a micro-batch, padding included; a longer row is one of its own
    public SupervisedTrainer(Decoder decoder, RateSchedule schedule, Optimizer settings, int batch, int budget) {
        this.decoder = decoder;
        this.schedule = schedule;
        this.settings = settings;
        this.batch = batch;
        this.budget = budget;
    }

    /// One update on rows drawn from `source`, and its mean loss in nats.
    public double step(Supplier<WeightedRow> source) {
        List<WeightedRow> rows = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            rows.add(source.get());
        }
        return step(rows);
    }

    /// One update on `given`, and its mean loss in nats before the update.
    public double step(List<WeightedRow> given) {
        List<WeightedRow> rows = new ArrayList<>(given);
        rows.sort(Comparator.comparingInt(row -> row.ids().length));
        double weight = PaddedRows.weight(rows);
        double loss = 0;
        // Two halves by length waste little on padding.
        int half = rows.size() / 2;
        for (List<WeightedRow> part : List.of(rows.subList(0, half), rows.subList(half, rows.size()))) {
            for (List<WeightedRow> micro : PaddedRows.divided(part, budget)) {
                PaddedRows padded = PaddedRows.of(micro);
                loss += decoder.supervise(padded.ids(), padded.weights(), 1 / weight);
            }
        }
        double rate = schedule.at(step++);
        decoder.update(new Optimizer(
                rate, settings.beta1(), settings.beta2(), settings.epsilon(), settings.decay(), settings.clip()));
        return loss / weight;
    }
}
