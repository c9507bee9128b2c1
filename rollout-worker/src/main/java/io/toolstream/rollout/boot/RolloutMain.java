package io.toolstream.rollout.boot;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.toolstream.boot.Boot;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Settings;

/// The process of a rollout worker: `quarkus-run.jar [key=value ...]`.
@QuarkusMain
public final class RolloutMain {
    private RolloutMain() {}

    /// Runs until the process is told to end.
    public static void main(String[] arguments) {
        Boot.main("rollout-worker", arguments, RolloutConfig.class, RolloutMain::check);
    }

    /// Checks that the settings fit together.
    ///
    /// @throws IllegalArgumentException or SettingsRefusedException naming the setting
    public static void check(Settings settings) {
        RolloutAssembly.settings(
                settings.of(KafkaConfig.class),
                settings.of(RunConfig.class),
                settings.of(RolloutConfig.class),
                settings.slot(),
                "");
    }
}
