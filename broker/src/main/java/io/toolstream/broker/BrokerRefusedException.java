package io.toolstream.broker;

/// The broker was not started, and nothing was left half-started. The message is one sentence for a person.
public final class BrokerRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says what stands in the way and what to do about it.
    public BrokerRefusedException(String message) {
        super(message);
    }

    /// Says what stands in the way and what to do about it.
    public BrokerRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
