package io.toolstream.boot;

import io.quarkus.runtime.Quarkus;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.SettingsSources;
import java.util.List;
import java.util.function.Consumer;

/// The start of a process: settings are checked before anything else happens, and the framework sees no others.
public final class Boot {
    private static final int REFUSED = 2;

    private Boot() {}

    /// Checks the settings of `program` and runs it until it ends; exits the process.
    ///
    /// @param arguments each `key=value`
    /// @param mapping   the program's own settings
    /// @param check     throws [IllegalArgumentException] or [SettingsRefusedException] for settings that
    ///     do not fit
    ///     together
    public static void main(String program, String[] arguments, Class<?> mapping, Consumer<Settings> check) {
        try {
            Settings settings =
                    Settings.read(SettingsSources.of(null, System.getenv(), List.of(arguments)), List.of(mapping));
            check.accept(settings);
            settings.values().forEach(System::setProperty);
        } catch (SettingsRefusedException | IllegalArgumentException refused) {
            System.err.println(program + ": " + refused.getMessage());
            System.exit(REFUSED);
        }
        Quarkus.run(Served.class);
    }
}
