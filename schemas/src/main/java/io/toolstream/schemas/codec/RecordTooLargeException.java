package io.toolstream.schemas.codec;

/// A record whose encoded form exceeds the limit of every topic.
public final class RecordTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int size;

    RecordTooLargeException(String what, int size, int limit) {
        super("%s takes %d bytes, above the limit of %d; end it earlier or split it".formatted(what, size, limit));
        this.size = size;
    }

    /// The encoded size in bytes.
    public int size() {
        return size;
    }
}
