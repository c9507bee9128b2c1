package io.toolstream.policy.format;

import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.TokenSpeller;
import io.toolstream.policy.text.TokenText;
import io.toolstream.policy.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// ReTool's format (arXiv:2504.11536, §2): `<code>…</code>`, answered by `<interpreter>…</interpreter>`
/// within the same
/// assistant turn, and at last `<answer>\boxed{…}</answer>`.
///
/// A program is asked for at the moment when `</code>` is written after a `<code>` of the same segment,
/// whatever tokens
/// the tags consist of. The turn ends with the end-of-turn token, not with `</answer>`, so that ending is
/// learnt too.
public final class RetoolFormat implements ToolFormat {
    /// The markers of a vocabulary made for this format.
    public static final List<String> MARKERS = List.of(
            "<|endoftext|>",
            ChatTemplate.TURN_START,
            ChatTemplate.TURN_END,
            "<code>",
            "</code>",
            "<interpreter>",
            "</interpreter>",
            "<answer>",
            "</answer>");

    /// Tells an untrained model about the format and the mode; a model tuned on it needs nothing.
    public static final String INSTRUCTION = """
            Solve the following problem step by step. Where it helps, write a complete Python program between <code> and \
            </code>, as <code>
            ```python
            program
            ```
            </code>. It is run, and what it prints comes back between <interpreter> and </interpreter>. {programs} End with
            <answer>
            \\boxed{the final answer}
            </answer>

            """;

    private static final String OPENING = "<code>";
    private static final String CLOSING = "</code>";
    private static final String FENCE = "```";

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final String instruction;
    private final Set<Integer> ends;

    /// The format over a vocabulary, with programs on their own.
    ///
    /// @param instruction written before every question, empty for a model that knows the format
    /// @throws IllegalArgumentException if the vocabulary has no end-of-turn marker
    public RetoolFormat(Tokenizer tokenizer, ChatTemplate template, String instruction) {
        this(tokenizer, template, instruction, ToolMode.STATELESS);
    }

    /// The format over a vocabulary.
    ///
    /// @param instruction written before every question, empty for a model that knows the format
    /// @param mode stated in the instruction, where there is one
    /// @throws IllegalArgumentException if the vocabulary has no end-of-turn marker
    public RetoolFormat(Tokenizer tokenizer, ChatTemplate template, String instruction, ToolMode mode) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.instruction = mode.statedIn(instruction);
        this.ends = Markers.ends(tokenizer);
    }

    @Override
    public String name() {
        return "retool";
    }

    @Override
    public String asked(String question, ToolUse tools) {
        return tools == ToolUse.OFF || question.startsWith(instruction) ? question : instruction + question;
    }

    @Override
    public List<Map<String, Object>> functions(ToolUse tools) {
        return List.of();
    }

    @Override
    public TokenText prompt(String question, ToolUse tools) {
        return tokenizer.tokens(template.render(
                List.of(Map.of("role", "user", "content", asked(question, tools))), functions(tools), true));
    }

    @Override
    public TurnReader reader(ToolUse tools) {
        return new TurnReader(new TokenSpeller(tokenizer), ends, new TagGrammar(tools));
    }

    @Override
    public TokenText observation(TokenText turn, String output) {
        String before = turn.text().endsWith("\n") ? "<interpreter>\n" : "\n<interpreter>\n";
        return tokenizer.tokens(before, Output.trimmed(output), "\n</interpreter>");
    }

    @Override
    public Set<Integer> banned(ToolUse tools) {
        return tools == ToolUse.ALLOWED ? Set.of() : Markers.ids(tokenizer, OPENING, CLOSING);
    }

    /// The program between the tags, without the line ends and the Markdown fence around it.
    static String program(String tagged) {
        String body = tagged.strip();
        if (!body.startsWith(FENCE)) {
            return tagged.replaceFirst("\\A[ \\t]*\\R", "").stripTrailing();
        }
        int start = body.indexOf('\n') + 1;
        int end = body.lastIndexOf(FENCE);
        return start > 0 && end >= start ? body.substring(start, end).stripTrailing() : body;
    }

    /// The answer of a turn that ends in its only answer element.
    static Optional<String> answer(String segment) {
        String text = segment.stripTrailing();
        int start = text.indexOf("<answer>");
        boolean only = start >= 0 && start == text.lastIndexOf("<answer>");
        int end = text.indexOf("</answer>");
        return only && end > start && end == text.length() - "</answer>".length()
                ? Box.last(text.substring(start, end))
                : Optional.empty();
    }

    private record TagGrammar(ToolUse tools) implements TurnReader.Grammar {
        @Override
        public Reading grown(TokenSpeller segment, int before) {
            int closing = segment.indexOf(CLOSING, before - CLOSING.length() + 1);
            if (tools == ToolUse.OFF || closing < 0) {
                return new Reading.Writing();
            }
            String text = segment.text();
            int opening = text.lastIndexOf(OPENING, closing);
            return opening < 0
                    ? new Reading.Writing()
                    : new Reading.CodeCall(program(text.substring(opening + OPENING.length(), closing)));
        }

        @Override
        public Reading ended(String segment) {
            return new Reading.Finished(answer(segment));
        }
    }
}
