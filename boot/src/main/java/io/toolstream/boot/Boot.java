package io.toolstream.boot;

import io.quarkus.runtime.Quarkus;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.SettingsSources;
import java.util.List;
import java.util.function.Consumer;

/// The start of a process: settings are checked before anything else happens.
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
            SettingsSources sources = SettingsSources.of(null, System.getenv(), List.of(arguments));
            check.accept(Settings.read(sources, List.of(mapping)));
            hand(sources);
        } catch (SettingsRefusedException | IllegalArgumentException refused) {
            System.err.println(program + ": " + refused.getMessage());
            System.exit(REFUSED);
        }
        Quarkus.run(Served.class);
    }

    /// Gives the framework the same sources.
    private static void hand(SettingsSources sources) {
        sources.file()
                .ifPresent(file -> System.setProperty(
                        "smallrye.config.locations", file.toAbsolutePath().toString()));
        sources.overrides().forEach(System::setProperty);
    }
}
