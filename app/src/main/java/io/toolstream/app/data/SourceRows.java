package io.toolstream.app.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;

/// Reads the rows of a file in one of the known kinds.
final class SourceRows {
    private SourceRows() {}

    /// Hands row after row to `each`, until there is none or `each` wants no more: Parquet when the file's
    /// name ends so, else JSON objects, one a line or in one array.
    ///
    /// @throws BrokenDatasetException at the first row that cannot be read
    static void read(Path file, Predicate<SourceRow> each) throws IOException {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".parquet")) {
            ParquetRows.read(file, each);
        } else {
            JsonRows.read(file, each);
        }
    }
}
