package io.toolstream.policy.torch;

/// libtorch refused a script or failed in one. The message names the method; the state of the module is as it
/// was
/// before
/// the call for methods that do not write in place.
public final class TorchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TorchException(String message, Throwable cause) {
        super(message, cause);
    }
}
