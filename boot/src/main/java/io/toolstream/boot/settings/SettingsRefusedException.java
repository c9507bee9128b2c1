package io.toolstream.boot.settings;

/// A setting is unknown or wrong; nothing has been started. The message names the key, the value and the
/// remedy.
public final class SettingsRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// With the sentence for people.
    public SettingsRefusedException(String message) {
        super(message);
    }

    SettingsRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
