package io.toolstream.app.demo;

/// An evaluation did not end in time; the message says how far it came and where to look.
public final class EvaluationOverdueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EvaluationOverdueException(String message) {
        super(message);
    }
}
