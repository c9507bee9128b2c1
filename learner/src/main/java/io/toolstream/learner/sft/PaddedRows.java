package io.toolstream.learner.sft;

import java.util.ArrayList;
import java.util.List;

/// Rows of one length, as a decoder takes them.
///
/// @param ids padded at the right, `[B, T]`
/// @param weights of each token after the first as a target, 0 at padding, `[B, T-1]`
@SuppressWarnings("ArrayRecordComponent")
record PaddedRows(long[][] ids, float[] weights) {
    private static final long PADDING = 0;

    /// Pads `rows` to the longest of them, which is the last.
    static PaddedRows of(List<WeightedRow> rows) {
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
        return new PaddedRows(ids, weights);
    }

    /// `rows`, sorted by length, in runs whose padded size is at most `budget` tokens; a longer row is alone.
    static List<List<WeightedRow>> divided(List<WeightedRow> rows, int budget) {
        List<List<WeightedRow>> runs = new ArrayList<>();
        List<WeightedRow> run = new ArrayList<>();
        for (WeightedRow row : rows) {
            if (!run.isEmpty() && (run.size() + 1L) * row.ids().length > budget) {
                runs.add(run);
                run = new ArrayList<>();
            }
            run.add(row);
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }

    /// Sum of the weights of all targets.
    static double weight(List<WeightedRow> rows) {
        double weight = 0;
        for (WeightedRow row : rows) {
            for (int t = 1; t < row.weights().length; t++) {
                weight += row.weights()[t];
            }
        }
        return weight;
    }
}
