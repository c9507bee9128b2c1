package io.toolstream.app.data;

import io.toolstream.learner.sft.ConversationEncoder;
import io.toolstream.learner.sft.UnusableConversationException;
import io.toolstream.learner.sft.WeightedRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The conversations of a file as rows of tokens.
///
/// @param rows in the file's order
/// @param leftOut what is wrong with conversations that were left out on purpose, in sentences
public record ConversationRows(List<WeightedRow> rows, List<String> leftOut) {
    /// Copies the lists.
    public ConversationRows {
        rows = List.copyOf(rows);
        leftOut = List.copyOf(leftOut);
    }

    /// Reads a file: Parquet when its name ends so, else JSON objects, one a line or in one array.
    ///
    /// @param positions most tokens of a row
    /// @param lenient whether a conversation that cannot be learnt from, or is too long, is left out instead
    ///     of refused
    /// @throws BrokenDatasetException at the first conversation that is refused, or if none is left
    /// @throws IOException if the file cannot be read
    public static ConversationRows read(Path file, ConversationEncoder encoder, int positions, boolean lenient)
            throws IOException {
        List<WeightedRow> rows = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        SourceRows.read(file, source -> {
            try {
                rows.add(bounded(encoder.row(ConversationReading.conversation(source.fields())), positions));
            } catch (UnusableConversationException unusable) {
                String sentence = source.place() + ": " + unusable.getMessage();
                if (!lenient) {
                    throw new BrokenDatasetException(sentence);
                }
                leftOut.add(sentence);
            }
            return true;
        });
        if (rows.isEmpty()) {
            throw new BrokenDatasetException("%s holds no conversations%s; give a file with at least one"
                    .formatted(
                            file,
                            leftOut.isEmpty()
                                    ? ""
                                    : String.format(
                                            Locale.ROOT, " that can be learnt from (first: %s)", leftOut.getFirst())));
        }
        return new ConversationRows(rows, leftOut);
    }

    private static WeightedRow bounded(WeightedRow row, int positions) {
        if (row.ids().length > positions) {
            throw new UnusableConversationException("%d tokens are more than the %d positions; shorten it, or raise"
                            .formatted(row.ids().length, positions)
                    + " --positions as far as the model goes");
        }
        return row;
    }
}
