package io.toolstream.policy.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The chat template of a model, a Jinja program. It came with a download and is not trusted: it sees only
/// maps,
/// lists and strings, loads no file, and its output is capped.
public final class ChatTemplate {
    /// Opens a turn in ChatML.
    public static final String TURN_START = "<|im_start|>";

    /// Ends a turn in ChatML.
    public static final String TURN_END = "<|im_end|>";

    /// ChatML without a system turn of its own and without tools.
    public static final String PLAIN = """
            {%- for message in messages %}
                {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_OUTPUT = 4 << 20;
    private static final int MOST_ITEMS = 10_000;
    private static final int MOST_DEPTH = 32;
    private static final Jinjava ENGINE = engine();

    private final String program;

    /// A template with this program.
    public ChatTemplate(String program) {
        // As Python's Jinja does; the library would take it from the output instead, where it is a token.
        this.program = program.endsWith("\n") ? program.substring(0, program.length() - 1) : program;
    }

    /// Reads `chat_template.jinja`, or else `chat_template` of `tokenizer_config.json`, from a model directory.
    ///
    /// @throws IllegalArgumentException if there is none
    /// @throws IOException if it cannot be read
    public static ChatTemplate read(Path directory) throws IOException {
        Path alone = directory.resolve("chat_template.jinja");
        if (Files.isReadable(alone)) {
            return new ChatTemplate(Files.readString(alone));
        }
        Path config = directory.resolve("tokenizer_config.json");
        JsonNode template =
                Files.isReadable(config) ? JSON.readTree(config.toFile()).path("chat_template") : JSON.nullNode();
        if (template.isArray()) {
            for (JsonNode named : template) {
                if (named.path("name").asText().equals("default")) {
                    template = named.path("template");
                    break;
                }
            }
        }
        if (!template.isTextual()) {
            throw new IllegalArgumentException(directory
                    + " has no chat template; add chat_template.jinja, or chat_template to tokenizer_config.json");
        }
        return new ChatTemplate(template.asText());
    }

    /// The conversation as the model reads it.
    ///
    /// @param messages each with `role`, `content` and whatever else the template knows, as parsed JSON
    /// @param tools JSON schemas of functions, empty for none
    /// @param prompting whether the text ends where the assistant begins to write
    /// @throws IllegalArgumentException if the template fails or writes more than 4 MiB
    public String render(List<Map<String, Object>> messages, List<Map<String, Object>> tools, boolean prompting) {
        Map<String, Object> names = new HashMap<>();
        names.put("messages", messages);
        if (!tools.isEmpty()) {
            names.put("tools", tools);
        }
        names.put("add_generation_prompt", prompting);
        RenderResult result = ENGINE.renderForResult(program, names);
        List<TemplateError> fatal = result.getErrors().stream()
                .filter(error -> error.getSeverity() == TemplateError.ErrorType.FATAL)
                .toList();
        if (!fatal.isEmpty()) {
            TemplateError first = fatal.getFirst();
            throw new IllegalArgumentException("the chat template fails at line " + first.getLineno() + ": "
                    + first.getMessage() + "; correct the template of the model directory");
        }
        return result.getOutput();
    }

    private static Jinjava engine() {
        Jinjava engine = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(MOST_OUTPUT)
                .withMaxStringLength(MOST_OUTPUT)
                .withMaxListSize(MOST_ITEMS)
                .withMaxMapSize(MOST_ITEMS)
                .withRangeLimit(MOST_ITEMS)
                .withMaxRenderDepth(MOST_DEPTH)
                .withObjectMapper(pythonJson())
                .withLegacyOverrides(python())
                .build());
        engine.setResourceLocator((name, encoding, interpreter) -> {
            throw new ResourceNotFoundException("a chat template may not load " + name);
        });
        return engine;
    }

    /// All of Python's ways but one: blanks inside braces stay optional, or `{%-` would not be read as a tag.
    private static LegacyOverrides python() {
        return LegacyOverrides.newBuilder()
                .withEvaluateMapKeys(true)
                .withIterateOverMapKeys(true)
                .withUsePyishObjectMapper(true)
                .withUseSnakeCasePropertyNaming(true)
                .withUseNaturalOperatorPrecedence(true)
                .withParseWhitespaceControlStrictly(true)
                .withAllowAdjacentTextNodes(true)
                .withUseTrimmingForNotesAndExpressions(true)
                .withKeepNullableLoopValues(true)
                .withHandleBackslashInQuotesOnly(true)
                .build();
    }

    /// Writes JSON as Python's `json.dumps(value, ensure_ascii=False)` does, which is what templates are made
    /// with.
    private static ObjectMapper pythonJson() {
        return JsonMapper.builder()
                .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                .defaultPrettyPrinter(new PythonSeparators())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }

    private static final class PythonSeparators extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }
    }
}
