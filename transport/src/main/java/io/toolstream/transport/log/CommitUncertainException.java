package io.toolstream.transport.log;

/// Whether the transaction was committed is not known. The writer is spent: open a new one, which settles
/// it, and read the log to learn how.
public final class CommitUncertainException extends LogUnavailableException {
    private static final long serialVersionUID = 1L;

    CommitUncertainException(String message, Throwable cause) {
        super(message, cause);
    }
}
