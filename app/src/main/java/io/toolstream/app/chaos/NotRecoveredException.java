package io.toolstream.app.chaos;

/// Training did not go on after a kill; the message says after which, and where to look.
public final class NotRecoveredException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotRecoveredException(String message) {
        super(message);
    }
}
