package io.toolstream.learner.sft;

/// A conversation cannot be learnt from as it stands; the message says what is wrong and what to change.
public final class UnusableConversationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Says what is wrong and what to change.
    public UnusableConversationException(String message) {
        super(message);
    }
}
