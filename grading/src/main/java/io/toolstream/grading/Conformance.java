package io.toolstream.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an implementation fared on a file of published vectors, in the file's order.
///
/// @param results one result a row
public record Conformance(List<Result> results) {
    /// One row's outcome.
    ///
    /// @param id the row's own `id`, or its position from 0
    /// @param actual what this implementation returned
    /// @param ok whether that is what the row expects; null when the row expects nothing
    public record Result(
            String id, JsonNode actual, @Nullable Boolean ok) {}

    public Conformance {
        results = List.copyOf(results);
    }

    /// Number of rows.
    public int cases() {
        return results.size();
    }

    /// Number of rows that are as expected.
    public int passed() {
        return (int) results.stream()
                .filter(result -> Boolean.TRUE.equals(result.ok()))
                .count();
    }

    /// The rows that are not as expected.
    public List<Result> failures() {
        return results.stream()
                .filter(result -> Boolean.FALSE.equals(result.ok()))
                .toList();
    }

    /// The object that `toolstream conform --json` prints: `cases`, `passed`, `results[{id, actual, ok}]`.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("cases", cases()).put("passed", passed());
        var rows = json.putArray("results");
        for (Result result : results) {
            ObjectNode row = rows.addObject().put("id", result.id());
            row.set("actual", result.actual());
            if (result.ok() != null) {
                row.put("ok", result.ok());
            }
        }
        return json;
    }
}
