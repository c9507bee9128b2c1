package io.toolstream.transport.log;

/// Another process has taken over this transactional id. This one must write nothing more and end.
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
