package io.toolstream.app;

/// What was asked cannot be begun; nothing has been started. The message says what to change. Exit code 2.
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Says what to change.
    public RefusedException(String message) {
        super(message);
    }
}
