package io.toolstream.transport.log;

/// The cluster did not do what was asked within its time. Nothing is known to be wrong with the request;
/// ask again.
public class LogUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says what was asked and how long was waited.
    public LogUnavailableException(String message) {
        super(message);
    }

    /// Says what was asked, and why it failed.
    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
