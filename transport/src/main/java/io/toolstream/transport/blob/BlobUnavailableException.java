package io.toolstream.transport.blob;

/// A blob could not be stored or fetched. The message says whether asking again can help.
public final class BlobUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says what failed.
    public BlobUnavailableException(String message) {
        super(message);
    }

    /// Says what failed.
    public BlobUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
