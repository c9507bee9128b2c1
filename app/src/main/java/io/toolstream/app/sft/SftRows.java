package io.toolstream.app.sft;

import io.toolstream.app.data.ConversationRows;
import io.toolstream.learner.sft.WeightedRow;
import java.util.List;
import java.util.stream.Stream;

/// What a model is tuned on, and what only measures it.
///
/// @param training learnt from
/// @param validation held out; empty for none
public record SftRows(ConversationRows training, ConversationRows validation) {
    /// No rows.
    public static final ConversationRows NONE = new ConversationRows(List.of(), List.of());

    /// Tokens of all rows that are learnt from.
    long tokens() {
        return training.rows().stream().mapToLong(row -> row.ids().length).sum();
    }

    /// Those of them that the assistant writes.
    long learnt() {
        return training.rows().stream().mapToLong(SftRows::learnt).sum();
    }

    /// Tokens of the longest row.
    int longest() {
        return Stream.concat(training.rows().stream(), validation.rows().stream())
                .mapToInt(row -> row.ids().length)
                .max()
                .orElse(0);
    }

    private static long learnt(WeightedRow row) {
        long count = 0;
        for (float weight : row.weights()) {
            count += weight > 0 ? 1 : 0;
        }
        return count;
    }
}
