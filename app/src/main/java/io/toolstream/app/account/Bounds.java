package io.toolstream.app.account;

import io.toolstream.schemas.RunManifest;
import java.util.Map;
import java.util.OptionalInt;

/// What a run's settings bound, as far as they are known.
///
/// @param maxStaleness versions that the oldest token of a trained group may be behind; empty leaves it unchecked
public record Bounds(OptionalInt maxStaleness) {
    private static final String SETTING = "learner.maxStaleness";

    /// Nothing is known.
    public static Bounds unknown() {
        return new Bounds(OptionalInt.empty());
    }

    /// As the run's manifest sets them.
    ///
    /// @throws IllegalArgumentException if it sets something that is no number
    public static Bounds of(RunManifest manifest) {
        Map<String, String> settings = manifest.settings();
        String value = settings.get(SETTING);
        if (value == null) {
            return unknown();
        }
        try {
            return new Bounds(OptionalInt.of(Integer.parseInt(value)));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "run %s sets %s to '%s', which is no number".formatted(manifest.runId(), SETTING, value));
        }
    }
}
