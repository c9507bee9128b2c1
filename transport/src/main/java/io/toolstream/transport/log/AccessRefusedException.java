package io.toolstream.transport.log;

/// The cluster takes no access rules; the message says what to change.
public final class AccessRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AccessRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
