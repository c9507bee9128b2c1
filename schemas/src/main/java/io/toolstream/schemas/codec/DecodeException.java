package io.toolstream.schemas.codec;

/// Bytes that are not a valid record. They belong on `dead-letters` with this message as the reason.
public final class DecodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DecodeException(String message) {
        super(message);
    }

    DecodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
