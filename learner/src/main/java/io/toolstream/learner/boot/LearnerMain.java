package io.toolstream.learner.boot;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.toolstream.boot.Boot;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;

/// The process of the learner: `quarkus-run.jar [key=value ...]`.
@QuarkusMain
public final class LearnerMain {
    private LearnerMain() {}

    /// Runs until the process is told to end, or the run is complete if it is to end then.
    public static void main(String[] arguments) {
        Boot.main("learner", arguments, LearnerConfig.class, LearnerMain::check);
    }

    /// Checks that the settings fit together.
    ///
    /// @throws IllegalArgumentException or SettingsRefusedException naming the setting
    public static void check(Settings settings) {
        if (settings.slot().number() != 0) {
            throw new SettingsRefusedException("slot is %d; a run has one learner, in slot 0"
                    .formatted(settings.slot().number()));
        }
        LearnerAssembly.settings(
                settings.of(KafkaConfig.class), settings.of(RunConfig.class), settings.of(LearnerConfig.class), "");
    }
}
