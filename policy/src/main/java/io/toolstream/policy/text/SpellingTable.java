package io.toolstream.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What each id of a byte-level `tokenizer.json` spells, in bytes, and which ids are added tokens.
///
/// @param bytes spelling by id; an id between two others that spells nothing has no bytes
/// @param added id of each added token by its text
@SuppressWarnings("ArrayRecordComponent")
record SpellingTable(byte[][] bytes, Map<String, Integer> added) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_IDS = 1 << 24;

    /// Reads the table.
    ///
    /// @throws IllegalArgumentException if the file is not a byte-level tokenizer
    /// @throws IOException if it cannot be read
    static SpellingTable read(Path file) throws IOException {
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        if (!isByteLevel(root.path("decoder"))) {
            throw new IllegalArgumentException(
                    file + " has the decoder " + root.path("decoder").path("type")
                            + "; only byte-level vocabularies (Qwen, Llama 3, SmolLM) can be spelt token by token");
        }
        JsonNode vocabulary = root.path("model").path("vocab");
        JsonNode additions = root.path("added_tokens");
        int largest = -1;
        for (JsonNode id : vocabulary) {
            largest = Math.max(largest, id.intValue());
        }
        for (JsonNode token : additions) {
            largest = Math.max(largest, token.path("id").intValue());
        }
        if (largest < 0 || largest >= MOST_IDS) {
            throw new IllegalArgumentException(
                    file + " has " + largest + " as its largest id; give a vocabulary of 1 to " + MOST_IDS + " ids");
        }
        byte[][] bytes = new byte[largest + 1][0];
        vocabulary
                .properties()
                .forEach(token -> bytes[token.getValue().intValue()] = ByteAlphabet.bytes(token.getKey()));
        Map<String, Integer> added = new LinkedHashMap<>();
        for (JsonNode token : additions) {
            String content = token.path("content").asText();
            bytes[token.path("id").intValue()] = content.getBytes(StandardCharsets.UTF_8);
            added.put(content, token.path("id").intValue());
        }
        return new SpellingTable(bytes, added);
    }

    private static boolean isByteLevel(JsonNode decoder) {
        if (decoder.path("type").asText().equals("ByteLevel")) {
            return true;
        }
        for (JsonNode step : decoder.path("decoders")) {
            if (isByteLevel(step)) {
                return true;
            }
        }
        return false;
    }
}
