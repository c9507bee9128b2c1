package io.toolstream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class NodePropertiesTest {
    private static final Path FOLDER = Path.of("data");

    @Test
    void aBrokerOfThisMachineIsNotHeardFromOutside() {
        Properties properties =
                NodeProperties.of(new BrokerSettings(FOLDER, 9092, Map.of()), FOLDER.resolve("log"), 9092, 9093);

        assertThat(properties)
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092");
    }

    @Test
    void aBrokerWithAHostServesOthersByThatNameAndKeepsItsControllerToItself() {
        Properties properties = NodeProperties.of(
                new BrokerSettings(FOLDER, 9092, "kafka", Map.of()), FOLDER.resolve("log"), 9092, 9093);

        assertThat(properties)
                .containsEntry("listeners", "PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("advertised.listeners", "PLAINTEXT://kafka:9092");
    }

    @Test
    void aHostThatWouldChangeTheAddressIsRefused() {
        assertThatThrownBy(() -> new BrokerSettings(FOLDER, 9092, "kafka:9092,EVIL://x", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kafka:9092,EVIL://x");
    }
}
