package io.toolstream.app.conform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A file of vectors: a JSON array of objects, or one JSON object a line.
public final class VectorFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private VectorFile() {}

    /// Its rows in their order.
    ///
    /// @throws IllegalArgumentException if a row is not a JSON object; the message names the file and the line
    /// @throws IOException if the file cannot be read
    public static List<JsonNode> rows(Path file) throws IOException {
        String text = Files.readString(file);
        return text.stripLeading().startsWith("[") ? array(file, text) : lines(file, text);
    }

    private static List<JsonNode> array(Path file, String text) {
        List<JsonNode> rows = new ArrayList<>();
        try {
            JSON.readTree(text).forEach(rows::add);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(
                    "%s, line %d is not JSON: %s; correct the file"
                            .formatted(file, broken.getLocation().getLineNr(), broken.getOriginalMessage()),
                    broken);
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).isObject()) {
                throw new IllegalArgumentException(
                        "%s: element %d of the array is no JSON object; correct or remove it".formatted(file, i));
            }
        }
        return rows;
    }

    private static List<JsonNode> lines(Path file, String text) {
        List<JsonNode> rows = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                rows.add(object(lines.get(i)).orElseThrow(notAnObject(file, i + 1)));
            }
        }
        return rows;
    }

    private static Optional<JsonNode> object(String line) {
        try {
            JsonNode row = JSON.readTree(line);
            return row.isObject() ? Optional.of(row) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static Supplier<IllegalArgumentException> notAnObject(Path file, int line) {
        return () -> new IllegalArgumentException(
                "%s, line %d is no JSON object; correct or remove the line".formatted(file, line));
    }
}
