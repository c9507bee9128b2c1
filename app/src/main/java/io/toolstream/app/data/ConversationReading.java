package io.toolstream.app.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.learner.sft.Conversation;
import io.toolstream.learner.sft.Message;
import io.toolstream.learner.sft.Message.Role;
import io.toolstream.learner.sft.UnusableConversationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Finds the conversation in a row of one of the published forms: `messages` with `role` and `content`, as
/// Hugging Face and verl write them, or `conversations` with `from` and `value`, as ShareGPT does.
///
/// A content is text, or a list of parts of type `text`. An assistant's `tool_calls` may state `arguments` as
/// an object or as JSON in a string.
final class ConversationReading {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private ConversationReading() {}

    /// The conversation of a row.
    ///
    /// @throws UnusableConversationException if there is none, or one that cannot be learnt from
    static Conversation conversation(JsonNode row) {
        if (row.has("messages")) {
            return conversation(row.path("messages"), "messages", "role", "content");
        }
        if (row.has("conversations")) {
            return conversation(row.path("conversations"), "conversations", "from", "value");
        }
        throw new UnusableConversationException("there is neither messages nor conversations; write"
                + " {\"messages\": [{\"role\": \"user\", \"content\": \"...\"}, ...]}");
    }

    private static Conversation conversation(JsonNode turns, String list, String speaker, String said) {
        if (!turns.isArray() || turns.isEmpty()) {
            throw new UnusableConversationException(
                    "%s is no list of messages; write [{\"%s\": \"user\", \"%s\":".formatted(list, speaker, said)
                            + " \"...\"}, ...]");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode turn : turns) {
            int number = messages.size() + 1;
            Role role = role(number, speaker, turn.path(speaker).asText());
            List<Map<String, Object>> calls = calls(number, turn.path("tool_calls"));
            messages.add(new Message(role, content(number, turn.path(said), said, !calls.isEmpty()), calls));
        }
        return new Conversation(messages);
    }

    private static Role role(int number, String speaker, String name) {
        return switch (name) {
            case "system" -> Role.SYSTEM;
            case "user", "human" -> Role.USER;
            case "assistant", "gpt" -> Role.ASSISTANT;
            case "tool", "observation" -> Role.TOOL;
            default ->
                throw new UnusableConversationException(
                        "message %d has the %s '%s'; understood are system, user or human, assistant or gpt, and tool or"
                                        .formatted(number, speaker, name)
                                + " observation");
        };
    }

    private static String content(int number, JsonNode content, String name, boolean calling) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (calling && (content.isNull() || content.isMissingNode())) {
            return "";
        }
        if (!content.isArray()) {
            throw new UnusableConversationException(
                    "message %d has no %s that is text; give it one".formatted(number, name));
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                throw new UnusableConversationException(
                        "message %d has a part that is no text; write {\"type\": \"text\", \"text\": \"...\"}"
                                .formatted(number));
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    private static List<Map<String, Object>> calls(int number, JsonNode calls) {
        List<Map<String, Object>> read = new ArrayList<>();
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            JsonNode arguments = arguments(number, function.path("arguments"));
            if (!function.path("name").isTextual() || !arguments.isObject()) {
                throw new UnusableConversationException(
                        "message %d has a tool call without a function's name and arguments; write {\"function\":"
                                        .formatted(number)
                                + " {\"name\": \"...\", \"arguments\": {...}}}");
            }
            ObjectNode kept = JSON.createObjectNode();
            kept.putObject("function")
                    .<ObjectNode>set("name", function.get("name"))
                    .set("arguments", arguments);
            read.add(JSON.convertValue(kept, OBJECT));
        }
        return read;
    }

    private static JsonNode arguments(int number, JsonNode arguments) {
        if (!arguments.isTextual()) {
            return arguments;
        }
        try {
            return JSON.readTree(arguments.textValue());
        } catch (JsonProcessingException broken) {
            throw new UnusableConversationException("message %d has a tool call whose arguments are not JSON: %s"
                    .formatted(number, broken.getOriginalMessage()));
        }
    }
}
