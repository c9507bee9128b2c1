package io.toolstream.learner.sft;

import io.toolstream.policy.model.Decoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a decoder's loss on rows is, without learning from them.
public final class CrossEntropy {
    private CrossEntropy() {}

    /// `−Σ weight · log p / Σ weight` over all targets of `rows`, in nats.
    ///
    /// @param budget most tokens that are scored at once, padding included; a longer row is scored alone
    public static double mean(Decoder decoder, List<WeightedRow> rows, int budget) {
        List<WeightedRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingInt(row -> row.ids().length));
        double loss = 0;
        for (List<WeightedRow> run : PaddedRows.divided(sorted, budget)) {
            PaddedRows padded = PaddedRows.of(run);
            float[] scores = decoder.score(padded.ids());
            for (int i = 0; i < scores.length; i++) {
                // At padding a score means nothing, and is perhaps no number.
                loss -= padded.weights()[i] == 0 ? 0 : (double) padded.weights()[i] * scores[i];
            }
        }
        return loss / PaddedRows.weight(rows);
    }
}
