package io.toolstream.learner.sft;

import io.toolstream.learner.sft.Message.Role;
import io.toolstream.policy.text.ChatTemplate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A conversation that a policy can learn from: at most one system message, then a user's, then an
/// assistant's after every user's and every tool's, and the assistant has the last word.
///
/// @param messages in the order in which they were said
public record Conversation(List<Message> messages) {
    private static final List<String> TURN_MARKERS =
            List.of(ChatTemplate.TURN_START, ChatTemplate.TURN_END, "<|endoftext|>");

    /// Checks the order and the contents.
    ///
    /// @throws UnusableConversationException if nothing can be learnt from it; messages are counted from 1
    public Conversation {
        messages = List.copyOf(messages);
        Role before = null;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            requireOrder(i + 1, before, message.role());
            requireContent(i + 1, message);
            before = message.role();
        }
        if (before != Role.ASSISTANT) {
            throw new UnusableConversationException("the last message is %s, so nothing answers it; end with the"
                            .formatted(before == null ? "absent" : "the " + name(before) + "'s")
                    + " assistant's");
        }
    }

    /// How many messages come before the first of the assistant.
    int opening() {
        return (int) messages.stream()
                .takeWhile(message -> message.role() != Role.ASSISTANT)
                .count();
    }

    private static void requireOrder(int number, @Nullable Role before, Role role) {
        boolean fits = switch (role) {
            case SYSTEM -> before == null;
            case USER -> before == null || before == Role.SYSTEM || before == Role.ASSISTANT;
            case ASSISTANT -> before == Role.USER || before == Role.TOOL;
            case TOOL -> before == Role.ASSISTANT;
        };
        if (!fits) {
            throw new UnusableConversationException(
                    "message %d is the %s's %s; the order is system (or not), user, then"
                                    .formatted(
                                            number,
                                            name(role),
                                            before == null ? "and the first" : "after the " + name(before) + "'s")
                            + " assistant and user or tool in turn");
        }
    }

    private static void requireContent(int number, Message message) {
        boolean mayBeEmpty = message.role() == Role.TOOL || !message.calls().isEmpty();
        if (!mayBeEmpty && message.content().isBlank()) {
            throw new UnusableConversationException(
                    "message %d, the %s's, is empty; give it a content".formatted(number, name(message.role())));
        }
        if (message.role() == Role.SYSTEM || message.role() == Role.USER) {
            requireNoMarker(number, message.role(), message.content());
        }
    }

    /// Refuses what a turn's author says if it would end the turn. What a program prints may say anything: it
    /// is spelt with ordinary tokens.
    static void requireNoMarker(int number, Role role, String text) {
        for (String marker : TURN_MARKERS) {
            if (text.contains(marker)) {
                throw new UnusableConversationException(
                        "message %d, the %s's, contains %s, which would end or open a turn in its midst; remove it"
                                .formatted(number, name(role), marker));
            }
        }
    }

    static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
