package io.toolstream.learner.sft;

/// A model has been tuned to death: its loss is no number any more. The message says what to change.
public final class LossNotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LossNotFiniteException(String message) {
        super(message);
    }
}
