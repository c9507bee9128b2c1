package io.toolstream.app.data;

import io.toolstream.schemas.ProblemId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The problems of a file with their answers.
///
/// @param items each question once, in the file's order
/// @param duplicates rows that were left out because their question stood before
/// @param unusable what rows lack that were left out on purpose, in sentences
public record Dataset(List<DatasetItem> items, List<Duplicate> duplicates, List<String> unusable) {
    /// A row that repeats a question.
    ///
    /// @param place where it stands
    /// @param first where the question stood first
    /// @param sameAnswer whether both give the same answer; the first one counts in any case
    public record Duplicate(String place, String first, boolean sameAnswer) {}

    /// Copies the lists.
    public Dataset {
        items = List.copyOf(items);
        duplicates = List.copyOf(duplicates);
        unusable = List.copyOf(unusable);
    }

    /// Reads a file: Parquet when its name ends so, else JSON objects, one a line or in one array.
    ///
    /// @param limit most items to take
    /// @param lenient whether a row that lacks a question or an answer is left out instead of refused
    /// @throws BrokenDatasetException at the first row that cannot be read, or that holds no problem with
    ///     its answer
    /// @throws IOException if the file cannot be read
    public static Dataset read(Path file, int limit, boolean lenient) throws IOException {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit of " + limit + " items takes none; give at least 1");
        }
        Collected collected = new Collected(limit, lenient);
        SourceRows.read(file, collected);
        if (collected.items.isEmpty()) {
            throw new BrokenDatasetException(file + " holds no problems; give a file with at least one");
        }
        return new Dataset(collected.items, collected.duplicates, collected.unusable);
    }

    private static final class Collected implements Predicate<SourceRow> {
        private final int limit;
        private final boolean lenient;
        private final List<String> unusable = new ArrayList<>();
        private final List<DatasetItem> items = new ArrayList<>();
        private final List<Duplicate> duplicates = new ArrayList<>();
        private final Map<ProblemId, String> places = new HashMap<>();
        private final Map<ProblemId, String> answers = new HashMap<>();

        Collected(int limit, boolean lenient) {
            this.limit = limit;
            this.lenient = lenient;
        }

        @Override
        public boolean test(SourceRow row) {
            try {
                take(row.place(), RowReading.item(row));
            } catch (BrokenDatasetException lacking) {
                if (!lenient) {
                    throw lacking;
                }
                unusable.add(String.valueOf(lacking.getMessage()));
            }
            return items.size() < limit;
        }

        private void take(String place, DatasetItem item) {
            ProblemId id = item.problem().problemId();
            String first = places.putIfAbsent(id, place);
            if (first == null) {
                items.add(item);
                answers.put(id, item.answer().answer());
            } else {
                duplicates.add(
                        new Duplicate(place, first, item.answer().answer().equals(answers.get(id))));
            }
        }
    }
}
