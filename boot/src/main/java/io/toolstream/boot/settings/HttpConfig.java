package io.toolstream.boot.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// `http`: where health and metrics are served.
@ConfigMapping(prefix = "http", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface HttpConfig {
    /// Address; `0.0.0.0` in a container.
    @WithDefault("127.0.0.1")
    String host();

    /// Port; 0 takes any free one.
    @WithDefault("8080")
    int port();
}
