package io.toolstream.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs a file of test vectors, one JSON object a line, and writes down for each what came out:
/// `{cases, passed, results[{id, actual, ok}]}`.
final class ConformanceReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConformanceReport() {}

    /// The report over all rows in the file's order. A row is `ok` when every field of `actual` that the row
    /// has too is
    /// equal there; without such a field there is no `ok`.
    ///
    /// @throws IllegalArgumentException if a line is not a JSON object, or a row cannot be computed; names
    /// the line
    /// @throws IOException if the file cannot be read
    static ObjectNode of(Path file, Function<JsonNode, ObjectNode> compute) throws IOException {
        List<String> lines = Files.readAllLines(file);
        ObjectNode report = JSON.createObjectNode();
        report.put("cases", 0).put("passed", 0);
        ArrayNode results = report.putArray("results");
        int passed = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            ObjectNode result = results.addObject();
            try {
                JsonNode row = JSON.readTree(lines.get(i));
                ObjectNode actual = compute.apply(row);
                result.put("id", row.path("id").asText(row.path("name").asText("line " + (i + 1))));
                result.set("actual", actual);
                List<String> expected = actual.properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(row::hasNonNull)
                        .toList();
                if (!expected.isEmpty()) {
                    boolean ok =
                            expected.stream().allMatch(name -> row.get(name).equals(actual.get(name)));
                    result.put("ok", ok);
                    passed += ok ? 1 : 0;
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        file + ", line " + (i + 1) + ": " + e.getMessage() + "; correct or remove the line", e);
            }
        }
        return report.put("cases", results.size()).put("passed", passed);
    }

    /// A JSON array of ids.
    static ArrayNode ids(long[] ids) {
        ArrayNode array = JSON.createArrayNode();
        for (long id : ids) {
            array.add((int) id);
        }
        return array;
    }

    /// An empty object.
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// The text field `name` of a row.
    ///
    /// @throws IllegalArgumentException if the row lacks it
    static String text(JsonNode row, String name) {
        if (!row.path(name).isTextual()) {
            throw new IllegalArgumentException("the row has no text '" + name + "'");
        }
        return row.path(name).textValue();
    }
}
