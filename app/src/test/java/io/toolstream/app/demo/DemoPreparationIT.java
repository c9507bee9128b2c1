package io.toolstream.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.app.account.RunReader;
import io.toolstream.app.data.DatasetItem;
import io.toolstream.app.data.DatasetWriter;
import io.toolstream.learner.program.FrozenProblems;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.TopicDeclaration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoPreparationIT {
    private static final Path CHECKPOINTS =
            Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."), "app", "checkpoints");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    @Test
    void aDataSetThatHoldsOtherProblemsIsRefusedAndStaysAsItIs() throws IOException, InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            Names names = new Names("r", "p", "d");
            new DatasetWriter(cluster, names, PATIENCE, TopicDeclaration.BROKERS_DEFAULT)
                    .write(List.of(DatasetItem.of("What is 2+3?", "5", Map.of())), _ -> {});

            assertThatThrownBy(() -> preparation(cluster, TopicDeclaration.BROKERS_DEFAULT)
                            .prepare())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("data set d holds problems that are not the demonstration's, 1 of them;");

            assertThat(new RunReader(cluster, new RunId("r"), PATIENCE).manifest())
                    .isEmpty();
            assertThat(FrozenProblems.read(
                                    cluster,
                                    names,
                                    Codecs.with(SchemaSource.none()).problems(),
                                    PATIENCE)
                            .problems())
                    .hasSize(1);
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
        return new RunReader(cluster, new RunId("r"), PATIENCE).manifest().orElseThrow();
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
