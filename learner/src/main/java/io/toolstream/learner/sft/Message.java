package io.toolstream.learner.sft;

import java.util.List;
import java.util.Map;

/// What one speaker says in a conversation.
///
/// @param role who speaks
/// @param content as text
/// @param calls functions that an assistant calls beside its content, each `{function: {name, arguments}}` as
///     chat templates take them
public record Message(Role role, String content, List<Map<String, Object>> calls) {
    /// Who can speak.
    public enum Role {
        /// Sets the scene, first or not at all.
        SYSTEM,
        /// Asks.
        USER,
        /// The policy: what is learnt.
        ASSISTANT,
        /// What came of a program.
        TOOL
    }

    /// Copies the list.
    public Message {
        calls = List.copyOf(calls);
    }

    /// A message without calls.
    public static Message of(Role role, String content) {
        return new Message(role, content, List.of());
    }
}
