package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartSchemaTest {
    private static final String STATEFUL_SET = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: x}
            spec:
              replicas: 2
              serviceName: x
              selector: {matchLabels: {a: b}}
              template:
                metadata: {labels: {a: b}}
                spec:
                  containers: [{name: c, image: y, resources: {limits: {cpu: 1}}}]
            """;

    private final StrictSchemas schemas = new StrictSchemas();

    @Test
    void lintFindsNothingEvenWhenStrict() {
        LintResult result = new Helm(Project.CHART).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.matches(".*\\[(WARNING|ERROR)].*"));
    }

    @ParameterizedTest
    @MethodSource("io.toolstream.deployment.Rendered#everyProfile")
    void everyObjectIsWhatKubernetesDefines(Rendered chart) {
        assertThat(chart.manifests()).hasSizeGreaterThan(8);
        for (Manifest manifest : chart.manifests()) {
            if (StrictSchemas.knows(manifest)) {
                assertThatCode(() -> schemas.check(manifest))
                        .as(manifest.title())
                        .doesNotThrowAnyException();
            } else {
                assertThat(manifest.kind()).isEqualTo("ServiceMonitor");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: y | imge: y | imge",
                "replicas: 2 | replicas: two | two",
                "cpu: 1 | cpu: banana | banana",
                "serviceName: x | terminationGracePeriodSeconds: 3 | terminationGracePeriodSeconds",
            })
    void theCheckItselfFindsWhatIsWrong(String right, String wrong, String named) {
        Manifest manifest =
                new Manifest(Tree.documents(STATEFUL_SET.replace(right, wrong)).getFirst());

        assertThatCode(() ->
                        schemas.check(new Manifest(Tree.documents(STATEFUL_SET).getFirst())))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> schemas.check(manifest)).hasStackTraceContaining(named);
    }

    @Test
    void theObjectsAreThoseThatTheValuesAskFor() {
        assertThat(Rendered.profile("everything").of("HorizontalPodAutoscaler", "ServiceMonitor"))
                .hasSize(2);
        assertThat(Rendered.profile("default").of("HorizontalPodAutoscaler", "ServiceMonitor"))
                .isEmpty();
        assertThat(Rendered.with(Map.of("kafka.mode", "external", "kafka.external.bootstrap", "k:9092"))
                        .of("StatefulSet"))
                .extracting(Manifest::component)
                .containsExactlyInAnyOrderElementsOf(Project.PROGRAMS);
        assertThat(Rendered.profile("external-plain").of("NetworkPolicy", "Job"))
                .isEmpty();
    }
}
