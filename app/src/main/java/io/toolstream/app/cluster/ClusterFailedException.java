package io.toolstream.app.cluster;

/// A process of the cluster did not come up, or did not stay. The message names it and its log.
public final class ClusterFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterFailedException(String message) {
        super(message);
    }

    ClusterFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
