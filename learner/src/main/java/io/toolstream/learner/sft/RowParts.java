package io.toolstream.learner.sft;

import io.toolstream.policy.text.TokenText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The parts of a row, in order.
final class RowParts {
    private final List<TokenText> parts = new ArrayList<>();
    private final List<Boolean> learnt = new ArrayList<>();

    /// Adds tokens that the policy writes.
    void learnt(TokenText tokens) {
        parts.add(tokens);
        learnt.add(true);
    }

    /// Adds tokens that others write.
    void forced(TokenText tokens) {
        parts.add(tokens);
        learnt.add(false);
    }

    WeightedRow row() {
        int length = parts.stream().mapToInt(TokenText::size).sum();
        long[] ids = new long[length];
        float[] weights = new float[length];
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            TokenText part = parts.get(i);
            System.arraycopy(part.modelIds(), 0, ids, at, part.size());
            Arrays.fill(weights, at, at + part.size(), learnt.get(i) ? 1 : 0);
            at += part.size();
        }
        return new WeightedRow(ids, weights);
    }
}
