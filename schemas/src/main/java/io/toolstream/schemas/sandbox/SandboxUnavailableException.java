package io.toolstream.schemas.sandbox;

/// The sandbox failed. What it was asked to run has no result; asking again may help.
public final class SandboxUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says what failed.
    ///
    /// @param message what failed and what can be done
    public SandboxUnavailableException(String message) {
        super(message);
    }

    /// Says what failed.
    ///
    /// @param message what failed and what can be done
    public SandboxUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
