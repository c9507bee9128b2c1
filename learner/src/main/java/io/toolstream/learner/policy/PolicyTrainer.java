package io.toolstream.learner.policy;

import io.toolstream.policy.model.Clip;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.LossSums;
import io.toolstream.policy.model.Optimizer;
import io.toolstream.policy.model.PolicyBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Updates a policy by the clipped objective, the mean over all tokens that the policy wrote in the batch (DAPO's
/// token-level loss, arXiv:2503.14476, §3.3).
public final class PolicyTrainer {
    private static final long PADDING = 0;

    private final Decoder decoder;
    private final Clip clip;
    private final int budget;

    /// A trainer whose decoder is open for training.
    ///
    /// @param budget most tokens of a micro-batch, padding included
    public PolicyTrainer(Decoder decoder, Clip clip, int budget) {
        this.decoder = decoder;
        this.clip = clip;
        this.budget = budget;
    }

    /// One update. Without rows nothing changes.
    public UpdateReport update(List<PolicyRow> rows, Optimizer settings) {
        long tokens = rows.stream().mapToLong(PolicyTrainer::written).sum();
        if (tokens == 0) {
            return new UpdateReport(0, 0, 0, 0, 0, 0, 0);
        }
        double loss = 0;
        double entropy = 0;
        double clipped = 0;
        double kl = 0;
        for (List<PolicyRow> micro : divided(rows)) {
            LossSums sums = decoder.improve(padded(micro), clip, 1.0 / tokens);
            loss += sums.loss();
            entropy += sums.entropy();
            clipped += sums.clipped();
            kl += sums.kl();
        }
        double norm = decoder.update(settings);
        return new UpdateReport(
                rows.size(), tokens, loss / tokens, entropy / tokens, clipped / tokens, kl / tokens, norm);
    }

    /// Rows of similar length together, as many as fit the budget.
    private List<List<PolicyRow>> divided(List<PolicyRow> rows) {
        List<PolicyRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingInt(row -> row.ids().length));
        List<List<PolicyRow>> micros = new ArrayList<>();
        List<PolicyRow> current = new ArrayList<>();
        for (PolicyRow row : sorted) {
            if (!current.isEmpty() && (current.size() + 1) * row.ids().length > budget) {
                micros.add(current);
                current = new ArrayList<>();
            }
            current.add(row);
        }
        micros.add(current);
        return micros;
    }

    private static PolicyBatch padded(List<PolicyRow> rows) {
        int length = rows.getLast().ids().length;
        long[][] ids = new long[rows.size()][length];
        int targets = length - 1;
        float[] mask = new float[rows.size() * targets];
        float[] behaviour = new float[mask.length];
        float[] advantages = new float[mask.length];
        for (int i = 0; i < rows.size(); i++) {
            PolicyRow row = rows.get(i);
            for (int t = 0; t < length; t++) {
                ids[i][t] = t < row.ids().length ? row.ids()[t] : PADDING;
                if (t > 0 && t < row.ids().length && row.byPolicy()[t]) {
                    int at = i * targets + t - 1;
                    mask[at] = 1;
                    behaviour[at] = row.behaviour()[t];
                    advantages[at] = (float) row.advantage();
                }
            }
        }
        return new PolicyBatch(ids, mask, behaviour, advantages);
    }

    private static long written(PolicyRow row) {
        long count = 0;
        for (int t = 1; t < row.ids().length; t++) {
            count += row.byPolicy()[t] ? 1 : 0;
        }
        return count;
    }
}
