package io.toolstream.deployment;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The file that the chart hands to the programs.
class ChartSettingsTest {
    /// What docs/settings.md says that the rest of a sandbox worker's end takes.
    private static final int AFTER_DRAIN_SECONDS = 20;

    @ParameterizedTest
    @ValueSource(strings = {"rollout", "sandbox", "trajectories", "learner"})
    void theSchemaKnowsTheKeysThatAProgramKnows(String program) {
        Tree schema = Tree.documents(Project.text("helm/toolstream/values.schema.json"))
                .getFirst();

        // The image names the folders, the chart the socket and the model; the token is a Secret of its own.
        assertThat(keys(schema.at("properties", "settings", "properties", program), ""))
                .containsExactlyInAnyOrderElementsOf(Settings.documented().stream()
                        .filter(key -> key.startsWith(program + "."))
                        .filter(key -> Stream.of(".folder", ".socket", ".token", "learner.model")
                                .noneMatch(key::endsWith))
                        .map(key -> key.substring(program.length() + 1))
                        .toList());
    }

    /// The dotted names of the values below `schema`.
    private static List<String> keys(Tree schema, String prefix) {
        return schema.at("properties").keys().stream()
                .flatMap(key -> {
                    Tree below = schema.at("properties", key);
                    return below.at("properties").present()
                            ? keys(below, prefix + key + ".").stream()
                            : Stream.of(prefix + key);
                })
                .toList();
    }

    @Test
    void aLargeNumberIsWrittenInDigits() {
        assertThat(settings(Rendered.with(Map.of("settings.sandbox.limits.memoryBytes", 4_294_967_296L)))
                        .at("sandbox", "limits", "memoryBytes")
                        .text())
                .isEqualTo("4294967296");
    }

    @Test
    void theImagesModelIsToldTheNamesOfErrorsUnlessItIsSetOtherwise() {
        assertThat(settings(Rendered.profile("default")).at("rollout", "errors").text())
                .isEqualTo("name");
        assertThat(settings(Rendered.with(Map.of("settings.rollout.errors", "line")))
                        .at("rollout", "errors")
                        .text())
                .isEqualTo("line");
        assertThat(settings(Rendered.profile("everything"))
                        .at("rollout", "errors")
                        .present())
                .isFalse();
    }

    @Test
    void theSchemaKnowsTheRewardsThatTheServiceKnows() {
        Tree schema = Tree.documents(Project.text("helm/toolstream/values.schema.json"))
                .getFirst();
        List<String> rewards = schema.at(
                        "properties", "settings", "properties", "trajectories", "properties", "reward", "enum")
                .texts();

        assertThat(Project.text("docs/settings.md"))
                .contains("reward preset: "
                        + rewards.stream().map("`%s`"::formatted).collect(joining(", ")) + " |");
    }

    @Test
    void theDevelopmentBrokerIsFoundByItsService() {
        Rendered chart = Rendered.profile("default");

        assertThat(settings(chart).at("kafka").value())
                .isEqualTo(Map.of("bootstrap", "ts-toolstream-kafka.training.svc:9092"));
        assertThat(chart.one("Service", "kafka").name()).isEqualTo("ts-toolstream-kafka");
        assertThat(chart.one("StatefulSet", "kafka")
                        .containers()
                        .getFirst()
                        .at("args")
                        .texts())
                .endsWith("ts-toolstream-kafka.training.svc");
    }

    @Test
    void anExternalKafkaIsSpokenToAsItAsks() {
        Tree security = settings(Rendered.profile("everything")).at("kafka", "security");

        assertThat(security.value())
                .isEqualTo(Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", "/etc/kafka-ca/ca.crt"));
    }

    @Test
    void theModelIsTheClaimsOrTheImages() {
        assertThat(settings(Rendered.profile("everything"))
                        .at("learner", "model")
                        .text())
                .isEqualTo("/models/qwen");
        assertThat(settings(Rendered.profile("default")).at("learner", "model").present())
                .isFalse();
    }

    @Test
    void theCopiesOfTopicsAreTheBrokersAffairUnlessTheyAreNamed() {
        assertThat(setup(Rendered.profile("default"))).containsExactly("demo", "--prepare-only");
        assertThat(setup(Rendered.profile("everything"))).containsExactly("demo", "--prepare-only", "--replication=3");
    }

    private static List<String> setup(Rendered chart) {
        return chart.one("Job", "setup").containers().getFirst().at("args").texts();
    }

    /// A program that is cut off goes back to the queue, and is taken for poison after some restarts.
    @Test
    void aSandboxWorkerIsGivenTheTimeToFinishItsPrograms() {
        Duration needed = Settings.usual("sandbox.drain").plusSeconds(AFTER_DRAIN_SECONDS);
        Tree pod = Rendered.profile("default")
                .one("StatefulSet", "sandbox-worker")
                .spec()
                .at("template", "spec");
        Tree service =
                Tree.documents(Project.text("docker-compose.yml")).getFirst().at("services", "sandbox-worker");

        assertThat(Duration.ofSeconds(
                        Long.parseLong(pod.at("terminationGracePeriodSeconds").text())))
                .isGreaterThan(needed);
        assertThat(Duration.parse("PT" + service.at("stop_grace_period").text()))
                .isGreaterThan(needed);
    }

    @Test
    void aChangedSettingRestartsThePrograms() {
        assertThat(checksum(Rendered.with(Map.of("settings.sandbox.lanes", 5))))
                .isNotEqualTo(checksum(Rendered.profile("default")));
    }

    private static String checksum(Rendered chart) {
        return chart.one("StatefulSet", "sandbox-worker")
                .spec()
                .at("template", "metadata", "annotations", "checksum/settings")
                .text();
    }

    private static Tree settings(Rendered chart) {
        return Tree.documents(chart.one("ConfigMap", "settings")
                        .tree()
                        .at("data", "toolstream.yaml")
                        .text())
                .getFirst();
    }
}
