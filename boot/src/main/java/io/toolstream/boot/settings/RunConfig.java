package io.toolstream.boot.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.toolstream.schemas.topic.Names;

/// `run`: what the run, its pool and its data set are called.
@ConfigMapping(prefix = "run", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface RunConfig {
    /// First part of the names of the run's topics.
    @WithDefault("local")
    String id();

    /// First part of `*.code-requests` and `*.code-results`.
    @WithDefault("sandbox")
    String pool();

    /// First part of `*.problems` and `*.answers`.
    @WithDefault("demo")
    String dataset();

    /// The names that `config` gives.
    ///
    /// @throws SettingsRefusedException if one cannot be part of a topic's name
    static Names names(RunConfig config) {
        try {
            return new Names(config.id(), config.pool(), config.dataset());
        } catch (IllegalArgumentException wrong) {
            throw new SettingsRefusedException("settings under run: " + wrong.getMessage(), wrong);
        }
    }
}
