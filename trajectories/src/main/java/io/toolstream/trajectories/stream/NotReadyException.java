package io.toolstream.trajectories.stream;

/// The service has not started, is taking or giving away partitions, or has ended. Ask again later.
public final class NotReadyException extends RuntimeException {
    NotReadyException(String message, Throwable cause) {
        super(message, cause);
    }

    NotReadyException(String message) {
        super(message);
    }
}
