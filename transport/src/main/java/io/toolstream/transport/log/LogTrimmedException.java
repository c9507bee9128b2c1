package io.toolstream.transport.log;

/// A position was asked for that the log no longer holds, or does not hold yet.
public final class LogTrimmedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogTrimmedException(String message, Throwable cause) {
        super(message, cause);
    }
}
