package io.toolstream.trajectories.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// `trajectories`: settings of the trajectory service.
@ConfigMapping(prefix = "trajectories", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface TrajectoriesConfig {
    /// The reward function, by the name of a preset.
    @WithDefault("paper")
    String reward();

    /// Whether a group whose rewards are all equal teaches nothing.
    @WithDefault("true")
    boolean spreadNeeded();

    /// Threads that work; at most one for each partition of `trajectories` is of use.
    @WithDefault("1")
    int threads();

    /// Writable, of this process alone; what is lost with it is restored from Kafka.
    @WithDefault("trajectories-data")
    Path folder();

    /// How often deadlines and late answers are looked at.
    @WithDefault("1s")
    Duration tick();

    /// What who asks for figures must send as `Authorization: Bearer TOKEN`; where it is absent, all may ask.
    Optional<String> token();
}
