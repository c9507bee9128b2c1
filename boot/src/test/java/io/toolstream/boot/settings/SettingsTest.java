package io.toolstream.boot.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    /// Settings of a program that does not exist.
    @ConfigMapping(prefix = "sandbox", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
    public interface SomeConfig {
        @WithDefault("4")
        int lanesPerCore();

        @WithDefault("10s")
        Duration drain();

        @WithDefault("true")
        boolean strict();

        @WithDefault("a,b")
        List<String> layers();

        Optional<Path> python();

        Inner inner();

        /// A group within.
        interface Inner {
            @WithDefault("0.5")
            double share();
        }
    }

    @TempDir
    private Path folder;

    @Test
    void aKeyIsGivenWhereASourceSetsItEvenToItsDefault() {
        Settings settings = read(Map.of("SANDBOX_STRICT", "true"), null, "sandbox.drain=10s");

        assertThat(settings.given("sandbox.strict")).isTrue();
        assertThat(settings.given("sandbox.drain")).isTrue();
        assertThat(settings.given("sandbox.lanesPerCore")).isFalse();
        assertThat(settings.given("sandbox.python")).isFalse();
    }

    @Test
    void everyKeyHasItsDefault() {
        Settings settings = read(Map.of(), null);

        SomeConfig some = settings.of(SomeConfig.class);
        assertThat(some.lanesPerCore()).isEqualTo(4);
        assertThat(some.drain()).isEqualTo(Duration.ofSeconds(10));
        assertThat(some.layers()).containsExactly("a", "b");
        assertThat(some.python()).isEmpty();
        assertThat(some.inner().share()).isEqualTo(0.5);
        assertThat(settings.of(KafkaConfig.class).bootstrap()).isEqualTo("127.0.0.1:9092");
        assertThat(settings.slot().number()).isZero();
    }

    @Test
    void aFileSetsEveryKind() {
        Settings settings = read(Map.of(), """
                kafka:
                  bootstrap: a:1,b:2
                  security:
                    security.protocol: SASL_SSL
                    ssl:
                      truststore:
                        location: /trust
                slot: 3
                sandbox:
                  lanesPerCore: 2
                  drain: 500ms
                  strict: false
                  layers: [x, y, z]
                  python: /opt/python
                  inner:
                    share: 0.25
                learner:
                  steps: 7
                """);

        SomeConfig some = settings.of(SomeConfig.class);
        assertThat(some.lanesPerCore()).isEqualTo(2);
        assertThat(some.drain()).isEqualTo(Duration.ofMillis(500));
        assertThat(some.strict()).isFalse();
        assertThat(some.layers()).containsExactly("x", "y", "z");
        assertThat(some.python()).contains(Path.of("/opt/python"));
        assertThat(some.inner().share()).isEqualTo(0.25);
        assertThat(settings.slot().number()).isEqualTo(3);
        assertThat(KafkaConfig.cluster(settings.of(KafkaConfig.class)).security())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"), Map.entry("ssl.truststore.location", "/trust"));
    }

    @Test
    void theEnvironmentWinsOverTheFileAndAnOverrideOverBoth() {
        String file = "sandbox: {lanesPerCore: 2, drain: 2s, inner: {share: 0.1}}";
        Map<String, String> environment = Map.of("SANDBOX_LANESPERCORE", "3", "SANDBOX_DRAIN", "3s");

        Settings settings = read(environment, file, "sandbox.lanesPerCore=5");

        SomeConfig some = settings.of(SomeConfig.class);
        assertThat(some.lanesPerCore()).isEqualTo(5);
        assertThat(some.drain()).isEqualTo(Duration.ofSeconds(3));
        assertThat(some.inner().share()).isEqualTo(0.1);
        assertThat(settings.values())
                .containsEntry("sandbox.lanesPerCore", "5")
                .containsEntry("sandbox.drain", "3s")
                .containsEntry("sandbox.inner.share", "0.1")
                .containsEntry("sandbox.layers", "a,b")
                .doesNotContainKey("sandbox.python");
    }

    @Test
    void theEnvironmentReachesKafkasOwnNamesAndOtherVariablesDoNoHarm() {
        Settings settings = read(
                Map.of("KAFKA_SECURITY_SASL_JAAS_CONFIG", "secret", "KAFKA_PORT", "tcp://10.0.0.1:9092", "SLOT", "4"),
                null);

        assertThat(settings.of(KafkaConfig.class).security()).containsOnly(Map.entry("sasl.jaas.config", "secret"));
        assertThat(settings.values()).containsEntry("kafka.security.sasl.jaas.config", "secret");
        assertThat(settings.slot().number()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "sandbox.lanesPerCor=3, sandbox.lanesPerCore",
        "sandbox.lanes_per_core=3, sandbox.lanesPerCore",
        "sandbox.innershare=3, sandbox.inner.share",
        "snadbox.drain=3s, sandbox.drain",
        "kafka.boostrap=x:1, kafka.bootstrap",
        "slto=1, slot"
    })
    void anUnknownKeyIsRefusedWithTheNearest(String override, String nearest) {
        assertThatThrownBy(() -> read(Map.of(), null, override))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageContaining("unknown setting " + override.substring(0, override.indexOf('=')))
                .hasMessageEndingWith("the nearest valid one is " + nearest);
    }

    @Test
    void anUnknownKeyInTheFileIsRefusedByTheFilesName() {
        assertThatThrownBy(() -> read(Map.of(), "sandbox: {drian: 3s}"))
                .hasMessageContaining("sandbox.drian")
                .hasMessageContaining("run.yaml")
                .hasMessageEndingWith("sandbox.drain");
    }

    @ParameterizedTest
    @CsvSource({
        "sandbox.lanesPerCore, many, a whole number",
        "sandbox.drain, soon, a duration",
        "sandbox.strict, flase, true or false",
        "sandbox.inner.share, half, a number",
        "slot, first, a whole number"
    })
    void aWrongValueIsNamedWithWhatItMustBe(String key, String value, String kind) {
        assertThatThrownBy(() -> read(Map.of(), null, key + "=" + value))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageContaining("%s is '%s'; it must be %s".formatted(key, value, kind));
    }

    @Test
    void whatIsNoSettingsFileIsRefused() {
        assertThatThrownBy(() -> read(Map.of(), "sandbox:\n  drain: [1,\nslot: 2"))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageContaining("is not YAML")
                .hasMessageContaining("line");
        assertThatThrownBy(() -> Settings.read(
                        SettingsSources.of(folder.resolve("absent.yaml"), Map.of(), List.of()), List.of()))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageContaining("absent.yaml");
        assertThatThrownBy(() -> read(Map.of(), null, "sandbox.drain"))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageContaining("key=value");
    }

    private Settings read(
            Map<String, String> environment, @org.jspecify.annotations.Nullable String yaml, String... overrides) {
        try {
            Path file = yaml == null ? null : Files.writeString(folder.resolve("run.yaml"), yaml);
            return Settings.read(SettingsSources.of(file, environment, List.of(overrides)), List.of(SomeConfig.class));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
