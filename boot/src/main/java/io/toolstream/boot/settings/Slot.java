package io.toolstream.boot.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The number of a process among those of its program, from 0: what gives it the same names after a restart.
public record Slot(int number) {
    /// The key under which it is set; it belongs to no group of settings.
    public static final String KEY = "slot";

    private static final Pattern ORDINAL = Pattern.compile("-(\\d{1,4})$");

    /// Checks the number.
    ///
    /// @throws SettingsRefusedException if it is negative
    public Slot {
        if (number < 0) {
            throw new SettingsRefusedException("slot is %d; give 0 or more".formatted(number));
        }
    }

    /// The number that was set, else the ordinal of a Kubernetes StatefulSet's pod (`learner-3`), else 0.
    ///
    /// @param set  as the setting says it
    /// @param host the name of this machine
    public static Slot of(Optional<Integer> set, String host) {
        Matcher ordinal = ORDINAL.matcher(host);
        return new Slot(set.orElseGet(() -> ordinal.find() ? Integer.parseInt(ordinal.group(1)) : 0));
    }
}
