package io.toolstream.rollout.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.toolstream.rollout.worker.FormatChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// `rollout`: settings of a rollout worker.
@ConfigMapping(prefix = "rollout", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface RolloutConfig {
    /// Samples played at once.
    @WithDefault("64")
    int sequences();

    /// Room, in samples, that must be free before a request is taken.
    @WithDefault("8")
    int groupSamples();

    /// Most tokens of a sample, prompt included.
    @WithDefault("256")
    int positions();

    /// Whether programs run; without, the control arm.
    @WithDefault("true")
    boolean tools();

    /// In which programs are written: `retool` or `hermes`.
    @WithDefault("retool")
    FormatChoice format();

    /// Written before every question of format `retool`; absent for a model that knows the format.
    Optional<String> instruction();

    /// Longest time that a program may run.
    @WithDefault("5s")
    Duration wall();

    /// Between two beats.
    @WithDefault("1s")
    Duration beat();

    /// After which a code call is asked again.
    @WithDefault("20s")
    Duration callPatience();

    /// Writable, for the files of the policy.
    @WithDefault("rollout-data")
    Path folder();
}
