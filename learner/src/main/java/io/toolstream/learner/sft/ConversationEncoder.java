package io.toolstream.learner.sft;

import io.toolstream.learner.sft.Message.Role;
import io.toolstream.policy.format.HermesFormat;
import io.toolstream.policy.format.Reading;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolFormat;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.format.TurnReader;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.TokenText;
import io.toolstream.policy.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns conversations into rows whose tokens are those of a trajectory in which the policy had written what
/// the assistant says: the same prompt, the policy's text encoded apart from what is forced upon it, and a
/// program's output as the format shows it, whatever line ends the file has around it.
///
/// The policy's tokens and the end of its turn weigh 1, all others 0. Each of its segments is read as a
/// rollout would read it, so that no row teaches to go on where a rollout would stop and run a program.
public final class ConversationEncoder {
    private static final Map<String, Object> SOMETHING = Map.of("role", "assistant", "content", ".");

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final ToolFormat format;

    /// An encoder over a model's vocabulary.
    ///
    /// @param template of the model, as `format` uses it
    /// @throws IllegalArgumentException if turns cannot be ended in this vocabulary
    public ConversationEncoder(Tokenizer tokenizer, ChatTemplate template, ToolFormat format) {
        if (tokenizer.marker(ChatTemplate.TURN_END).isEmpty()) {
            throw new IllegalArgumentException("the vocabulary has no marker " + ChatTemplate.TURN_END
                    + ", with which every turn ends; give a model whose chat format is ChatML, such as Qwen");
        }
        this.tokenizer = tokenizer;
        this.template = template;
        this.format = format;
    }

    /// The row of a conversation.
    ///
    /// @throws UnusableConversationException if a rollout in this format could not have gone so
    public WeightedRow row(Conversation conversation) {
        List<Message> messages = conversation.messages();
        int opening = conversation.opening();
        List<Map<String, Object>> before = opening(messages.subList(0, opening));
        RowParts row = new RowParts();
        row.forced(tokenizer.tokens(rendered(before, true)));
        TokenText turn = new TokenText("", new int[0], new int[0]);
        for (int i = opening; i < messages.size(); i++) {
            Message message = messages.get(i);
            boolean toolFollows = i + 1 < messages.size() && messages.get(i + 1).role() == Role.TOOL;
            switch (message.role()) {
                case ASSISTANT -> turn = written(row, i + 1, text(before, message, i + 1), toolFollows);
                case TOOL -> row.forced(format.observation(turn, message.content()));
                case USER, SYSTEM -> row.forced(tokenizer.tokens(between(before, message)));
            }
        }
        return row.row();
    }

    /// The messages before the assistant's first, with the question put as the format puts it.
    private List<Map<String, Object>> opening(List<Message> messages) {
        return messages.stream()
                .map(message -> message.role() == Role.USER
                        ? templated(Role.USER, format.asked(message.content(), ToolUse.ALLOWED))
                        : templated(message.role(), message.content()))
                .toList();
    }

    private static Map<String, Object> templated(Role role, String content) {
        return Map.of("role", Conversation.name(role), "content", content);
    }

    private String rendered(List<Map<String, Object>> messages, boolean prompting) {
        try {
            return template.render(messages, format.functions(ToolUse.ALLOWED), prompting);
        } catch (IllegalArgumentException refusal) {
            throw new UnusableConversationException(String.valueOf(refusal.getMessage()));
        }
    }

    /// What the assistant says, calls included as the model's template writes them, without the end of the
    /// turn.
    private String text(List<Map<String, Object>> before, Message message, int number) {
        if (message.calls().isEmpty()) {
            return message.content();
        }
        Map<String, Object> calling = new HashMap<>(templated(message.role(), message.content()));
        calling.put("tool_calls", message.calls());
        String start = rendered(before, true);
        String whole = rendered(with(before, calling), false);
        int end = whole.lastIndexOf(ChatTemplate.TURN_END);
        if (!whole.startsWith(start) || end <= start.length()) {
            throw new UnusableConversationException(
                    "message %d has tool_calls, which the model's chat template does".formatted(number)
                            + " not write; write the call into its content");
        }
        return whole.substring(start.length(), end);
    }

    /// What comes between the end of the assistant's turn and its next, when `message` is said.
    private String between(List<Map<String, Object>> before, Message message) {
        List<Map<String, Object>> answered = with(before, SOMETHING);
        String start = rendered(answered, false);
        String whole = rendered(with(answered, templated(message.role(), message.content())), true);
        if (!whole.startsWith(start)) {
            throw new UnusableConversationException("the model's chat template writes earlier turns anew when the user"
                    + " speaks again; give each question a line of its own");
        }
        return whole.substring(start.lastIndexOf(ChatTemplate.TURN_END) + ChatTemplate.TURN_END.length());
    }

    private static List<Map<String, Object>> with(List<Map<String, Object>> messages, Map<String, Object> last) {
        List<Map<String, Object>> longer = new ArrayList<>(messages);
        longer.add(last);
        return longer;
    }

    /// Adds one message of the assistant with the outputs inside it.
    ///
    /// @return the last segment, which a tool's message answers
    private TokenText written(RowParts row, int number, String text, boolean toolFollows) {
        AnsweredText answered = switch (format) {
            case RetoolFormat _ -> AnsweredText.split(number, text);
            case HermesFormat _ -> AnsweredText.whole(number, text);
        };
        for (AnsweredText.Call call : answered.calls()) {
            Conversation.requireNoMarker(number, Role.ASSISTANT, call.text());
            TokenText turn = tokenizer.tokens(call.text());
            if (!(read(number, turn) instanceof Reading.CodeCall)) {
                throw new UnusableConversationException(
                        "message %d has an <interpreter> after </code> that no <code> opens; write <code> before the"
                                        .formatted(number)
                                + " program");
            }
            row.learnt(turn);
            row.forced(format.observation(turn, call.output()));
        }
        Conversation.requireNoMarker(number, Role.ASSISTANT, answered.rest());
        TokenText last = tokenizer.tokens(answered.rest() + ChatTemplate.TURN_END);
        boolean asks = !(read(number, last) instanceof Reading.Finished);
        if (asks && !toolFollows) {
            throw new UnusableConversationException(
                    "message %d asks for a program and nothing answers; let a tool message with the output follow"
                            .formatted(number));
        }
        if (!asks && toolFollows) {
            throw new UnusableConversationException(
                    "message %d is the tool's, but message %d asks for no program in the way of format %s; choose the"
                                    .formatted(number + 1, number, format.name())
                            + " other format or write the call as this one does");
        }
        row.learnt(last);
        return last;
    }

    /// What a rollout would read when the segment's last token is written.
    private Reading read(int number, TokenText segment) {
        TurnReader reader = format.reader(ToolUse.ALLOWED);
        Reading reading = new Reading.Writing();
        for (int i = 0; i < segment.size(); i++) {
            if (!(reading instanceof Reading.Writing)) {
                throw new UnusableConversationException(
                        "message %d goes on after the </code> of a program without its output; let <interpreter>output"
                                        .formatted(number)
                                + "</interpreter> follow");
            }
            reading = reader.accept(segment.ids()[i]);
        }
        return reading;
    }
}
