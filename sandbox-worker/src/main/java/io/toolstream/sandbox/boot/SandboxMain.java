package io.toolstream.sandbox.boot;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.toolstream.boot.Boot;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The process of a sandbox worker: `quarkus-run.jar [key=value ...]`.
@QuarkusMain
public final class SandboxMain {
    private SandboxMain() {}

    /// Runs until the process is told to end.
    public static void main(String[] arguments) {
        Boot.main("sandbox-worker", arguments, SandboxConfig.class, SandboxMain::check);
    }

    /// Checks that the settings fit together.
    ///
    /// @throws IllegalArgumentException or SettingsRefusedException naming the setting
    public static void check(Settings settings) {
        SandboxConfig config = settings.of(SandboxConfig.class);
        SandboxAssembly.settings(
                settings.of(KafkaConfig.class), settings.of(RunConfig.class), config, settings.slot(), "");
        Path python = SandboxAssembly.sandbox(config).python();
        // A supervisor in a container of its own has that container's interpreter.
        if (config.socket().isEmpty() && !Files.isExecutable(python)) {
            throw new SettingsRefusedException(
                    "sandbox.python is %s, which cannot be run; install Python 3 (apt-get install python3) or name another"
                            .formatted(python));
        }
    }
}
