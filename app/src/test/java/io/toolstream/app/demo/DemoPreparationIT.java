package io.toolstream.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.app.account.RunReader;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.topic.Names;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.TopicDeclaration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoPreparationIT {
    private static final Path CHECKPOINTS =
            Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."), "app", "checkpoints");

    @Test
    void aRunIsSetGoingOnceHoweverOftenItIsPrepared() throws IOException, InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            DemoPreparation preparation = preparation(cluster, TopicDeclaration.BROKERS_DEFAULT);

            assertThat(preparation.prepare()).isTrue();
            RunManifest first = manifest(cluster);
            assertThat(preparation.prepare()).isFalse();

            assertThat(first.state()).isEqualTo(RunManifest.State.RUNNING);
            assertThat(first.settings()).containsEntry("learner.steps", "3");
            assertThat(manifest(cluster)).isEqualTo(first);
        }
    }

    @Test
    void moreCopiesThanBrokersAreRefusedByTheCluster() {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            DemoPreparation preparation = preparation(Cluster.at(broker.bootstrap()), (short) 2);

            assertThatThrownBy(preparation::prepare)
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("replicate the partition 2 time(s)");
        }
    }

    private static DemoPreparation preparation(Cluster cluster, short replication) {
        return new DemoPreparation(
                settings(),
                cluster,
                new Names("r", "p", "d"),
                Map.of("learner.steps", "3"),
                "test",
                InstantSource.system(),
                replication);
    }

    private static RunManifest manifest(Cluster cluster) {
        return new RunReader(cluster, new RunId("r"), Duration.ofSeconds(30))
                .manifest()
                .orElseThrow();
    }

    private static DemoSettings settings() {
        return new DemoSettings(
                1,
                true,
                CHECKPOINTS.resolve("cold-start"),
                CHECKPOINTS.resolve("base"),
                3,
                8,
                2,
                2,
                1,
                1,
                2,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Path.of("unused"));
    }
}
