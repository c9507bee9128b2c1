package io.toolstream.boot.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.toolstream.transport.Cluster;
import java.util.Map;

/// `kafka`: the cluster that joins the programs.
@ConfigMapping(prefix = "kafka", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface KafkaConfig {
    /// Addresses, `host:port,host:port`.
    @WithDefault("127.0.0.1:9092")
    String bootstrap();

    /// Client properties by Kafka's names: `security.protocol`, `sasl.*`, `ssl.*`.
    Map<String, String> security();

    /// The cluster that `config` describes.
    static Cluster cluster(KafkaConfig config) {
        return new Cluster(config.bootstrap(), config.security());
    }
}
