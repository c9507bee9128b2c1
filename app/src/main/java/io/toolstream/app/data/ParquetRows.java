package io.toolstream.app.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.FieldAccessor;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqStruct;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads the rows of a Parquet file as JSON objects; columns of other types than text, numbers, truth values,
/// lists and structs become text.
final class ParquetRows {
    /// Held here, because the logging library forgets levels of loggers that nobody holds.
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ParquetRows() {}

    /// Hands row after row to `each`, until there is none or `each` wants no more.
    ///
    /// @throws BrokenDatasetException if the file is not a readable Parquet file
    static void read(Path file, Predicate<SourceRow> each) throws IOException {
        LIBRARY.setLevel(Level.WARNING);
        try (ParquetFileReader parquet = open(file);
                RowReader rows = parquet.rowReader()) {
            for (long number = 1; advanced(file, rows, number); number++) {
                if (!each.test(new SourceRow("%s, row %d".formatted(file, number), object(rows)))) {
                    return;
                }
            }
        }
    }

    private static ParquetFileReader open(Path file) {
        try {
            return ParquetFileReader.open(InputFile.of(file));
        } catch (IOException | RuntimeException broken) {
            throw new BrokenDatasetException(
                    "%s is not a readable Parquet file: %s; fetch it again".formatted(file, broken.getMessage()));
        }
    }

    /// The library's failures have no type of their own.
    private static boolean advanced(Path file, RowReader rows, long number) {
        try {
            if (!rows.hasNext()) {
                return false;
            }
            rows.next();
            return true;
        } catch (RuntimeException broken) {
            throw new BrokenDatasetException(
                    "%s, row %d cannot be read: %s; fetch the file again".formatted(file, number, broken.getMessage()));
        }
    }

    private static ObjectNode object(FieldAccessor fields) {
        ObjectNode object = JSON.objectNode();
        for (int i = 0; i < fields.getFieldCount(); i++) {
            String name = fields.getFieldName(i);
            object.set(name, node(fields.isNull(name) ? null : fields.getValue(name)));
        }
        return object;
    }

    private static JsonNode node(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case Boolean truth -> JSON.booleanNode(truth);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Float number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case PqStruct struct -> object(struct);
            case PqList list -> {
                ArrayNode array = JSON.arrayNode();
                list.values().forEach(one -> array.add(node(one)));
                yield array;
            }
            default -> JSON.textNode(value.toString());
        };
    }
}
