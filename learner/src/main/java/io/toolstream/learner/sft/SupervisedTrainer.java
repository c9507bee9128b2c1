package io.toolstream.learner.sft;

import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Optimizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/// Trains a decoder on rows by weighted cross-entropy, the mean over the weights of a batch.
public final class SupervisedTrainer {
    private static final long PADDING = 0;

    private final Decoder decoder;
    private final RateSchedule schedule;
    private final Optimizer settings;
    private final int batch;
    private int step;

    /// A trainer whose decoder is open for training.
    ///
    /// @param settings of AdamW; its rate is replaced by the schedule's
    /// @param batch rows a step
    public SupervisedTrainer(Decoder decoder, RateSchedule schedule, Optimizer settings, int batch) {
        this.decoder = decoder;
        this.schedule = schedule;
        this.settings = settings;
        this.batch = batch;
    }

    /// One update on rows drawn from `source`, and its mean loss in nats.
    public double step(Supplier<WeightedRow> source) {
        List<WeightedRow> rows = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            rows.add(source.get());
        }
        rows.sort(Comparator.comparingInt(row -> row.ids().length));
        double weight = 0;
        for (WeightedRow row : rows) {
            for (int t = 1; t < row.weights().length; t++) {
                weight += row.weights()[t];
            }
        }
        double loss = 0;
        // Two halves by length waste little on padding.
        for (List<WeightedRow> half : List.of(rows.subList(0, batch / 2), rows.subList(batch / 2, batch))) {
            if (!half.isEmpty()) {
                loss += supervise(half, 1 / weight);
            }
        }
        double rate = schedule.at(step++);
        decoder.update(new Optimizer(
                rate, settings.beta1(), settings.beta2(), settings.epsilon(), settings.decay(), settings.clip()));
        return loss / weight;
    }

    private double supervise(List<WeightedRow> rows, double scale) {
        int length = rows.getLast().ids().length;
        long[][] ids = new long[rows.size()][length];
        float[] weights = new float[rows.size() * (length - 1)];
        for (int i = 0; i < rows.size(); i++) {
            WeightedRow row = rows.get(i);
            for (int t = 0; t < length; t++) {
                ids[i][t] = t < row.ids().length ? row.ids()[t] : PADDING;
                if (t > 0 && t < row.ids().length) {
                    weights[i * (length - 1) + t - 1] = row.weights()[t];
                }
            }
        }
        return decoder.supervise(ids, weights, scale);
    }
}
