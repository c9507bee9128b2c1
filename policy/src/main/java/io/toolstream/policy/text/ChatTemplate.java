package io.toolstream.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jinjava.javax.el.CompositeELResolver;

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

    // What Qwen3's template uses and the library cannot parse: a list backwards, and arithmetic in a named argument.
    private static final Pattern BACKWARDS = Pattern.compile("(\\w)\\[::-1]");
    private static final Pattern NAMED_SUM = Pattern.compile("=(\\w+\\|\\w+ [-+] \\d+)(?=[,)])");

    private final String program;
    private final Map<String, String> tokens;

    /// A template with this program.
    public ChatTemplate(String program) {
        this(program, Map.of());
    }

    /// A template with this program.
    ///
    /// @param tokens what names such as `bos_token` stand for in it
    public ChatTemplate(String program, Map<String, String> tokens) {
        // As Python's Jinja does; the library would take it from the output instead, where it is a token.
        String source = program.endsWith("\n") ? program.substring(0, program.length() - 1) : program;
        this.program = NAMED_SUM
                .matcher(BACKWARDS.matcher(source).replaceAll("$1|reverse"))
                .replaceAll("=($1)");
        this.tokens = Map.copyOf(tokens);
    }

    /// Reads `chat_template.jinja`, or else `chat_template` of `tokenizer_config.json`, from a model directory.
    ///
    /// @throws IllegalArgumentException if there is none
    /// @throws IOException if it cannot be read
    public static ChatTemplate read(Path directory) throws IOException {
        Path configFile = directory.resolve("tokenizer_config.json");
        JsonNode config = Files.isReadable(configFile) ? JSON.readTree(configFile.toFile()) : JSON.createObjectNode();
        Map<String, String> tokens = new HashMap<>();
        for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            JsonNode token = config.path(name);
            String text = token.isObject() ? token.path("content").asText() : token.asText();
            if (!token.isNull() && !text.isEmpty()) {
                tokens.put(name, text);
            }
        }
        Path alone = directory.resolve("chat_template.jinja");
        if (Files.isReadable(alone)) {
            return new ChatTemplate(Files.readString(alone), tokens);
        }
        JsonNode template = config.path("chat_template");
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
        return new ChatTemplate(template.asText(), tokens);
    }

    /// The conversation as the model reads it.
    ///
    /// @param messages each with `role`, `content` and whatever else the template knows, as parsed JSON
    /// @param tools JSON schemas of functions, empty for none
    /// @param prompting whether the text ends where the assistant begins to write
    /// @throws IllegalArgumentException if the template fails or writes more than 4 MiB
    public String render(List<Map<String, Object>> messages, List<Map<String, Object>> tools, boolean prompting) {
        Map<String, Object> names = new HashMap<>(tokens);
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
                    + reason(first) + "; correct the conversation or the template of the model directory");
        }
        return result.getOutput();
    }

    /// What lies at the root of a failure: the library wraps what `raise_exception` says.
    private static String reason(TemplateError error) {
        Throwable cause = error.getException();
        String message = error.getMessage();
        for (int depth = 0; cause != null && depth < MOST_DEPTH; depth++) {
            message = cause instanceof IllegalArgumentException ? String.valueOf(cause.getMessage()) : message;
            cause = cause.getCause();
        }
        return message;
    }

    private static Jinjava engine() {
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new PythonStrings());
        resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
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
                .withObjectMapper(PythonJson.mapper())
                .withElResolver(resolver)
                .withLegacyOverrides(python())
                .build());
        engine.setResourceLocator((name, encoding, interpreter) -> {
            throw new ResourceNotFoundException("a chat template may not load " + name);
        });
        engine.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "raise_exception", ChatTemplate.class, "refuse", String.class));
        return engine;
    }

    /// Ends a rendering; templates know it as `raise_exception`.
    ///
    /// @throws IllegalArgumentException always
    @SuppressWarnings("DoNotCallSuggester")
    public static String refuse(String reason) {
        throw new IllegalArgumentException("the template refuses the conversation: " + reason);
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
}
