package io.toolstream.policy.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A byte-level BPE vocabulary with Qwen2's pre-tokeniser, in which a digit is a token of its own.
///
/// @param tokens id by spelling; bytes are spelt by [ByteAlphabet]
/// @param merges pairs in the order in which they are applied
/// @param markers added tokens, each one id, never split; their ids follow those of `tokens`
public record Vocabulary(Map<String, Integer> tokens, List<Merge> merges, List<String> markers) {
    /// Qwen2's split: contractions, words with one leading sign, single digits, signs, line ends, blanks.
    static final String SPLIT =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Two neighbours that become one token.
    public record Merge(String left, String right) {}

    /// Copies the collections.
    public Vocabulary {
        tokens = Map.copyOf(tokens);
        merges = List.copyOf(merges);
        markers = List.copyOf(markers);
    }

    /// How many ids there are, markers included.
    public int size() {
        return tokens.size() + markers.size();
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json`; with ChatML's markers the latter holds a chat
    /// template.
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int i = 0; i < markers.size(); i++) {
            added.addObject()
                    .put("id", tokens.size() + i)
                    .put("content", markers.get(i))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        root.putObject("normalizer").put("type", "NFC");
        ArrayNode steps =
                root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", SPLIT);
        split.put("behavior", "Isolated").put("invert", false);
        byteLevel(steps.addObject());
        byteLevel(root.putObject("post_processor"));
        byteLevel(root.putObject("decoder"));
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "");
        model.put("fuse_unk", false).put("byte_fallback", false);
        ObjectNode vocab = model.putObject("vocab");
        tokens.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(token -> vocab.put(token.getKey(), token.getValue()));
        ArrayNode pairs = model.putArray("merges");
        merges.forEach(merge -> pairs.add(merge.left() + " " + merge.right()));
        JSON.writeValue(directory.resolve("tokenizer.json").toFile(), root);
        ObjectNode config = JSON.createObjectNode().put("tokenizer_class", "Qwen2Tokenizer");
        config.put("model_max_length", 1 << 20).put("clean_up_tokenization_spaces", false);
        if (markers.contains(ChatTemplate.TURN_START) && markers.contains(ChatTemplate.TURN_END)) {
            config.put("eos_token", ChatTemplate.TURN_END).put("chat_template", ChatTemplate.PLAIN);
        }
        JSON.writeValue(directory.resolve("tokenizer_config.json").toFile(), config);
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", false);
    }
}
