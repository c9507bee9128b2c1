package io.toolstream.policy.text;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Tests a model directory's chat template against recorded renderings: rows with `messages`, `tools` and
/// `add_generation_prompt`, and `rendered` and `ids` as expected.
public final class ChatConformance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};

    private ChatConformance() {}

    /// `{cases, passed, results[{id, actual{rendered, ids}, ok}]}`.
    ///
    /// @param model a directory with `tokenizer.json` and a chat template
    /// @param vectors one JSON object a line
    /// @throws IllegalArgumentException if either cannot be understood
    /// @throws IOException if either cannot be read
    public static ObjectNode run(Path model, Path vectors) throws IOException {
        ChatTemplate template = ChatTemplate.read(model);
        try (Tokenizer tokenizer = Tokenizer.read(model)) {
            return ConformanceReport.of(vectors, row -> {
                String rendered = template.render(
                        objects(row.path("messages")),
                        objects(row.path("tools")),
                        row.path("add_generation_prompt").asBoolean());
                ObjectNode actual = ConformanceReport.object().put("rendered", rendered);
                actual.set("ids", ConformanceReport.ids(tokenizer.encode(rendered)));
                return actual;
            });
        }
    }

    private static List<Map<String, Object>> objects(JsonNode array) {
        return array.isArray() ? JSON.convertValue(array, OBJECTS) : List.of();
    }
}
