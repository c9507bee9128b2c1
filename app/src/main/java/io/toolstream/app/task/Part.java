package io.toolstream.app.task;

/// A piece of a demonstration.
///
/// @param author who wrote it
/// @param text what was written, markers included
public record Part(Author author, String text) {
    /// Who writes in a conversation.
    public enum Author {
        /// The question.
        PROMPT,
        /// The model: what is learnt.
        POLICY,
        /// The sandbox's reply.
        INTERPRETER
    }
}
