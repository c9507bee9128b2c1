package io.toolstream.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Runs vectors of published answer graders.
///
/// Rows are of three forms: an answer and its reference `{gold, answer, equal}`; a response and its reference,
/// where `kind` is `text_vs_gold` or `model_output`, or `gold_text` and `answer_text` stand beside the pair;
/// and a text function `{fn, input, expected}`. Suites differ on purpose in what they call equal; one judgement
/// is given to all, save for the rows of DAPO's graders, which have their own reading here too.
public final class GraderConformance {
    private static final long STEPS = 1_000_000;

    private GraderConformance() {}

    /// Runs the rows in their order.
    public static Conformance run(List<JsonNode> rows) {
        List<Conformance.Result> results = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            String id = row.has("id") ? row.get("id").asText() : Integer.toString(i);
            results.add(row.has("fn") ? function(id, row) : pair(id, row));
        }
        return new Conformance(results);
    }

    private static Conformance.Result pair(String id, JsonNode row) {
        boolean equal = equal(row);
        ObjectNode actual = JsonNodeFactory.instance.objectNode().put("equal", equal);
        JsonNode expected = row.get("equal");
        return new Conformance.Result(id, actual, expected == null ? null : expected.asBoolean() == equal);
    }

    private static boolean equal(JsonNode row) {
        String answer = row.path("answer").asText();
        JsonNode gold = row.path("gold");
        List<String> references = new ArrayList<>();
        if (gold.isArray()) {
            gold.forEach(one -> references.add(one.asText()));
        } else {
            references.add(gold.asText());
        }
        return references.stream().anyMatch(reference -> switch (row.path("semantics")
                .asText()) {
            case "dapo_minerva" -> DapoScore.minerva(answer, reference).correct();
            case "dapo_strict_box" -> DapoScore.strictBox(answer, reference).correct();
            case "dapo_compute_score(last300)" ->
                row.path("params").path("strict_box_verify").asBoolean()
                        ? DapoScore.strictBox(answer, reference).correct()
                        : DapoScore.minerva(answer, reference).correct();
            default -> judged(stated(row, answer), boxedOrWhole(reference));
        });
    }

    /// The answer that a row states: in a whole response it has to be found first.
    private static String stated(JsonNode row, String answer) {
        return switch (row.path("kind").asText()) {
            case "text_vs_gold", "model_output" -> AnswerExtraction.stated(answer);
            default -> boxedOrWhole(answer);
        };
    }

    private static String boxedOrWhole(String text) {
        String boxed = AnswerExtraction.lastBoxed(text);
        return boxed == null ? text : boxed;
    }

    private static boolean judged(String answer, String reference) {
        try {
            return Equivalence.compare(answer, reference, StepBudget.of(STEPS)) == Verdict.CORRECT;
        } catch (BudgetSpentException _) {
            return false;
        }
    }

    private static Conformance.Result function(String id, JsonNode row) {
        String input = row.path("input").asText();
        String function = row.path("fn").asText();
        JsonNode expected = row.path("expected");
        String name = function.substring(function.indexOf('.') + 1);
        return switch (name) {
            case "last_boxed_only_string" -> text(id, boxed(input), expected);
            case "remove_boxed", "remove_boxed_valid", "extract_answer" ->
                text(id, AnswerExtraction.lastBoxed(input), expected);
            case "normalize_final_answer", "normalize_final_answer_canonical_substitutions" ->
                text(id, DapoNormalisation.of(input), expected);
            // Our judgement has no normal form in text; what these rows ask is that both sides mean the same.
            case "normalize", "strip_string_canonical_substitutions" -> {
                boolean equal = expected.isNull()
                        ? row.path("input").isNull()
                        : judged(input.toLowerCase(Locale.ROOT), expected.asText());
                yield new Conformance.Result(
                        id, JsonNodeFactory.instance.objectNode().put("equal", equal), equal);
            }
            default -> new Conformance.Result(id, JsonNodeFactory.instance.nullNode(), null);
        };
    }

    private static @Nullable String boxed(String text) {
        String content = AnswerExtraction.lastBoxed(text);
        return content == null ? null : "\\boxed{" + content + "}";
    }

    private static Conformance.Result text(String id, @Nullable String actual, JsonNode expected) {
        boolean ok = actual == null ? expected.isNull() : expected.asText().equals(actual) && !expected.isNull();
        return new Conformance.Result(
                id,
                actual == null ? JsonNodeFactory.instance.nullNode() : JsonNodeFactory.instance.textNode(actual),
                ok);
    }
}
