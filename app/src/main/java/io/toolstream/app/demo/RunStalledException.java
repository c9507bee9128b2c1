package io.toolstream.app.demo;

/// The programs do not come forward; the message says what did not happen and where to look.
public final class RunStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunStalledException(String message) {
        super(message);
    }
}
