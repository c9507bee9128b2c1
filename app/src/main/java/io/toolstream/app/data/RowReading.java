package io.toolstream.app.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.toolstream.grading.AnswerExtraction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds question and answer in a row of one of the published forms.
///
/// The question is the first of `question`, `problem`, `prompt`; a prompt may be a list of chat messages, of
/// which the last one of the user counts, without the instructions that verl's DAPO file wraps around it. The
/// answer is the first of `answer`, `expected_answer`, `ground_truth`, `final_answer`, the last box of
/// `solution`, or `reward_model.ground_truth`; of a GSM8K answer what follows `####`.
final class RowReading {
    private static final List<String> QUESTIONS = List.of("question", "problem", "prompt");
    private static final List<String> ANSWERS =
            List.of("answer", "expected_answer", "ground_truth", "final_answer", "solution");
    private static final List<String> LABELS = List.of("data_source", "source", "subject", "type", "level");
    private static final String GSM8K_MARK = "####";
    private static final String DAPO_BEFORE = "Solve the following math problem step by step. The last line of your"
            + " response should be of the form Answer: $Answer (without quotes) where $Answer is the answer to the"
            + " problem.\n\n";
    private static final String DAPO_AFTER = "\n\nRemember to put your answer on its own line after \"Answer:\".";

    private RowReading() {}

    /// The item that a row holds.
    ///
    /// @throws BrokenDatasetException if the row lacks one of both; the message names its place
    static DatasetItem item(SourceRow row) {
        String question = question(row.fields());
        if (question == null || question.isBlank()) {
            throw new BrokenDatasetException(
                    "%s has no question; give one of %s as text".formatted(row.place(), QUESTIONS));
        }
        String answer = answer(row.fields());
        if (answer == null || answer.isBlank()) {
            throw new BrokenDatasetException("%s has no answer; give one of %s".formatted(row.place(), ANSWERS));
        }
        return DatasetItem.of(question.strip(), answer.strip(), labels(row.fields()));
    }

    private static @Nullable String question(JsonNode fields) {
        for (String name : QUESTIONS) {
            JsonNode found = fields.path(name);
            if (found.isTextual()) {
                return unwrapped(found.asText());
            }
            if (found.isArray()) {
                return lastOfUser(found);
            }
        }
        return null;
    }

    private static @Nullable String lastOfUser(JsonNode messages) {
        String content = null;
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals("user")) {
                content = message.path("content").asText();
            }
        }
        return content == null ? null : unwrapped(content);
    }

    private static String unwrapped(String prompt) {
        return prompt.startsWith(DAPO_BEFORE) && prompt.endsWith(DAPO_AFTER)
                ? prompt.substring(DAPO_BEFORE.length(), prompt.length() - DAPO_AFTER.length())
                : prompt;
    }

    private static @Nullable String answer(JsonNode fields) {
        for (String name : ANSWERS) {
            String found = name.equals("solution") ? boxed(fields.path(name)) : stated(fields.path(name));
            if (found != null) {
                return found;
            }
        }
        return stated(fields.path("reward_model").path("ground_truth"));
    }

    private static @Nullable String boxed(JsonNode solution) {
        return solution.isTextual() ? AnswerExtraction.lastBoxed(solution.asText()) : null;
    }

    private static @Nullable String stated(JsonNode value) {
        if (value.isNumber()) {
            return plain(value.decimalValue());
        }
        if (value.isArray() && value.size() == 1) {
            return stated(value.get(0));
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            return null;
        }
        String text = value.asText();
        int mark = text.lastIndexOf(GSM8K_MARK);
        return mark < 0 ? text : text.substring(mark + GSM8K_MARK.length()).replace(",", "");
    }

    /// `27.0`, as some files write whole numbers, is `27`.
    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static Map<String, String> labels(JsonNode fields) {
        Map<String, String> labels = new TreeMap<>();
        for (String name : LABELS) {
            JsonNode value = fields.path(name);
            if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
                labels.put(name.equals("data_source") ? "source" : name, value.asText());
            }
        }
        return labels;
    }
}
