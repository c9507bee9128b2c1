package io.toolstream.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs vectors of verl's `math_dapo`: rows of `compute_score` and of `normalize_final_answer`.
public final class DapoConformance {
    private DapoConformance() {}

    /// Runs the rows, JSON objects of one of the forms `{solution_str, ground_truth, strict_box_verify, result}`
    /// and `{fn, input, expected}`.
    public static Conformance run(List<JsonNode> rows) {
        List<Conformance.Result> results = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            String id = row.has("id") ? row.get("id").asText() : Integer.toString(i);
            results.add(row.has("solution_str") ? score(id, row) : normalise(id, row));
        }
        return new Conformance(results);
    }

    private static Conformance.Result score(String id, JsonNode row) {
        String solution = row.get("solution_str").asText();
        String reference = row.path("ground_truth").asText();
        DapoScore score = row.path("strict_box_verify").asBoolean()
                ? DapoScore.strictBox(solution, reference)
                : DapoScore.minerva(solution, reference);
        ObjectNode actual = JsonNodeFactory.instance.objectNode();
        actual.put("score", score.score()).put("acc", score.correct()).put("pred", score.predicted());
        return new Conformance.Result(id, actual, asExpected(score, row.get("result")));
    }

    private static @Nullable Boolean asExpected(DapoScore score, @Nullable JsonNode expected) {
        if (expected == null) {
            return null;
        }
        JsonNode predicted = expected.path("pred");
        String text = predicted.isTextual() ? predicted.asText() : null;
        return score.score() == expected.path("score").asDouble()
                && score.correct() == expected.path("acc").asBoolean()
                && Objects.equals(score.predicted(), text);
    }

    private static Conformance.Result normalise(String id, JsonNode row) {
        String normal = DapoNormalisation.of(row.path("input").asText());
        JsonNode expected = row.get("expected");
        Boolean ok = expected == null ? null : normal.equals(expected.asText());
        return new Conformance.Result(id, JsonNodeFactory.instance.textNode(normal), ok);
    }
}
