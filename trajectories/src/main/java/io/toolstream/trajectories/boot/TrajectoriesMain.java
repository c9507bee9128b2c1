package io.toolstream.trajectories.boot;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.toolstream.boot.Boot;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Settings;
import io.toolstream.grading.RewardFunction;
import io.toolstream.grading.RewardPresets;

/// The process of a trajectory service: `quarkus-run.jar [key=value ...]`.
@QuarkusMain
public final class TrajectoriesMain {
    private TrajectoriesMain() {}

    /// Runs until the process is told to end.
    public static void main(String[] arguments) {
        Boot.main("trajectories", arguments, TrajectoriesConfig.class, TrajectoriesMain::check);
    }

    /// Checks that the settings fit together.
    ///
    /// @return the reward function that they name
    /// @throws IllegalArgumentException or SettingsRefusedException naming the setting
    public static RewardFunction check(Settings settings) {
        TrajectoriesConfig config = settings.of(TrajectoriesConfig.class);
        TrajectoriesAssembly.settings(
                settings.of(KafkaConfig.class), settings.of(RunConfig.class), config, settings.slot());
        return RewardPresets.named(config.reward());
    }
}
