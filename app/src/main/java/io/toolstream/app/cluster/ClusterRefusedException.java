package io.toolstream.app.cluster;

/// The cluster cannot be started as asked; nothing of it runs. The message names the thing and the remedy.
public final class ClusterRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterRefusedException(String message) {
        super(message);
    }

    ClusterRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
