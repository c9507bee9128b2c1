package io.toolstream.policy.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.TokenSpeller;
import io.toolstream.policy.text.TokenText;
import io.toolstream.policy.text.Tokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Function calling as in verl's ReTool recipe: `<tool_call>{"name": "code_interpreter", "arguments":
/// {"code": …}}
/// </tool_call>` ends an assistant turn, and a user turn answers with `<tool_response>…</tool_response>`.
///
/// The first call of a turn is run, others are not, as with verl's `max_parallel_calls=1`. Unlike verl's, the
/// observation
/// begins with the line end after `<|im_end|>` that the model was tuned on, and a call that cannot be read is
/// reported
/// instead of ending the trajectory without a word.
public final class HermesFormat implements ToolFormat {
    /// The one function.
    public static final String FUNCTION = "code_interpreter";

    /// Follows the question, from verl's recipe.
    public static final String ANSWER_FORMAT = "\nThe answer format must be: \\boxed{'The final answer goes here.'}";

    private static final String OPENING = "<tool_call>";
    private static final String CLOSING = "</tool_call>";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final ToolMode mode;
    private final Set<Integer> ends;

    /// The format over a vocabulary and a template that knows tools, with programs on their own.
    ///
    /// @throws IllegalArgumentException if the vocabulary has no end-of-turn marker
    public HermesFormat(Tokenizer tokenizer, ChatTemplate template) {
        this(tokenizer, template, ToolMode.STATELESS);
    }

    /// The format over a vocabulary and a template that knows tools.
    ///
    /// @param mode a session is stated in the function's description, which else is verl's
    /// @throws IllegalArgumentException if the vocabulary has no end-of-turn marker
    public HermesFormat(Tokenizer tokenizer, ChatTemplate template, ToolMode mode) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.mode = mode;
        this.ends = Markers.ends(tokenizer);
    }

    @Override
    public String name() {
        return "hermes";
    }

    @Override
    public String asked(String question, ToolUse tools) {
        return question.endsWith(ANSWER_FORMAT) ? question : question + ANSWER_FORMAT;
    }

    @Override
    public List<Map<String, Object>> functions(ToolUse tools) {
        return tools == ToolUse.ALLOWED ? tools(mode) : List.of();
    }

    @Override
    public TokenText prompt(String question, ToolUse tools) {
        return tokenizer.tokens(template.render(
                List.of(Map.of("role", "user", "content", asked(question, tools))), functions(tools), true));
    }

    @Override
    public TurnReader reader(ToolUse tools) {
        return new TurnReader(new TokenSpeller(tokenizer), ends, new CallGrammar(tools));
    }

    @Override
    public TokenText observation(TokenText turn, String output) {
        String end = turn.text().endsWith(ChatTemplate.TURN_END) ? "" : ChatTemplate.TURN_END;
        return tokenizer.tokens(
                end + "\n<|im_start|>user\n<tool_response>\n",
                Output.trimmed(output),
                "\n</tool_response><|im_end|>\n<|im_start|>assistant\n");
    }

    @Override
    public Set<Integer> banned(ToolUse tools) {
        return tools == ToolUse.ALLOWED ? Set.of() : Markers.ids(tokenizer, OPENING, CLOSING);
    }

    /// The one function's JSON schema, in the order in which verl's recipe writes it.
    static List<Map<String, Object>> tools(ToolMode mode) {
        Map<String, Object> code = ordered("type", "string", "description", "The code to execute.");
        Map<String, Object> parameters = ordered("type", "object", "properties", Map.of("code", code));
        parameters.put("required", List.of("code"));
        Map<String, Object> function =
                ordered("name", FUNCTION, "description", mode.describedIn("A tool for executing code."));
        function.put("parameters", parameters);
        return List.of(ordered("type", "function", "function", function));
    }

    private static Map<String, Object> ordered(String first, Object one, String second, Object two) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, two);
        return map;
    }

    static Reading call(String json) {
        JsonNode call;
        try {
            call = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return new Reading.Unreadable("The tool call is not valid JSON: " + e.getOriginalMessage());
        }
        String name = call.path("name").asText();
        if (!name.equals(FUNCTION)) {
            return new Reading.Unreadable("There is no tool named '" + name + "'; the tool is " + FUNCTION + ".");
        }
        JsonNode code = call.path("arguments").path("code");
        return code.isTextual()
                ? new Reading.CodeCall(code.textValue())
                : new Reading.Unreadable("The tool call has no argument 'code' that is a string.");
    }

    private record CallGrammar(ToolUse tools) implements TurnReader.Grammar {
        @Override
        public Reading grown(TokenSpeller segment, int before) {
            return new Reading.Writing();
        }

        @Override
        public Reading ended(String segment) {
            int opening = segment.indexOf(OPENING);
            int closing = segment.indexOf(CLOSING, Math.max(opening, 0));
            if (tools == ToolUse.OFF || opening < 0) {
                return new Reading.Finished(Box.last(segment));
            }
            return closing < 0
                    ? new Reading.Unreadable("The tool call is not closed by </tool_call>.")
                    : call(segment.substring(opening + OPENING.length(), closing));
        }
    }
}
