package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may talk to whom, computed from the policies as Kubernetes does: a pod that a policy selects may do what the
/// policies that select it allow together, and nothing else.
class ChartNetworkTest {
    @ParameterizedTest
    @ValueSource(strings = {"default", "values-dev", "values-cluster", "everything"})
    void everyPodIsDeniedBothWaysByDefault(String profile) {
        Rendered chart = Rendered.profile(profile);

        assertThat(chart.workloads()).allSatisfy(workload -> {
            assertThat(selecting(chart, workload, "Ingress"))
                    .as(workload.title())
                    .isNotEmpty();
            assertThat(selecting(chart, workload, "Egress"))
                    .as(workload.title())
                    .isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "values-dev", "values-cluster", "everything"})
    void aSandboxReachesKafkaAndNamesAndNothingElse(String profile) {
        Rendered chart = Rendered.profile(profile);
        Manifest sandbox = chart.one("StatefulSet", "sandbox-worker");

        Set<String> ports = rules(chart, sandbox, "egress")
                .flatMap(rule -> rule.at("ports").items().stream())
                .map(port -> port.at("port").text())
                .collect(Collectors.toSet());

        boolean own = chart.of("StatefulSet").anyMatch(set -> set.component().equals("kafka"));
        assertThat(ports).containsExactlyInAnyOrder("53", own ? "9092" : "9093");
        assertThat(rules(chart, sandbox, "egress"))
                .allSatisfy(rule -> assertThat(rule.at("ports").items()).isNotEmpty());
    }

    @Test
    void nobodyOpensASandbox() {
        Rendered chart = Rendered.profile("default");

        assertThat(rules(chart, chart.one("StatefulSet", "sandbox-worker"), "ingress"))
                .isEmpty();
    }

    @Test
    void figuresAreForTheTestAndForWhomTheValuesName() {
        assertThat(callers("default")).containsExactly("test");
        assertThat(callers("everything")).containsExactlyInAnyOrder("test", "dashboard", "");
    }

    /// Who may open the trajectory service: the component or role of each peer, of the peers of metrics nothing.
    private static List<String> callers(String profile) {
        Rendered chart = Rendered.profile(profile);
        return rules(chart, chart.one("StatefulSet", "trajectories"), "ingress")
                .flatMap(rule -> rule.at("from").items().stream())
                .map(peer -> peer.at("podSelector", "matchLabels"))
                .map(labels -> labels.at("app.kubernetes.io/component").text()
                        + labels.at("example.com/role").text())
                .toList();
    }

    @Test
    void theDevelopmentBrokerIsReachedByTheReleaseAlone() {
        Rendered chart = Rendered.profile("default");
        Manifest broker = chart.one("StatefulSet", "kafka");

        List<Tree> peers = rules(chart, broker, "ingress")
                .flatMap(rule -> rule.at("from").items().stream())
                .toList();

        assertThat(peers).singleElement().satisfies(peer -> {
            assertThat(peer.at("namespaceSelector").present()).isFalse();
            assertThat(peer.at("podSelector", "matchLabels").value())
                    .isEqualTo(Map.of("app.kubernetes.io/name", "toolstream", "app.kubernetes.io/instance", "ts"));
        });
    }

    @Test
    void brokersOutsideMayBePinnedToPeers() {
        Rendered chart = Rendered.profile("everything");

        assertThat(rules(chart, chart.one("StatefulSet", "learner"), "egress")
                        .flatMap(rule -> rule.at("to").items().stream())
                        .map(peer -> peer.at("ipBlock", "cidr").text()))
                .contains("10.20.0.0/16");
    }

    private static Stream<Tree> rules(Rendered chart, Manifest workload, String direction) {
        return selecting(chart, workload, direction.equals("egress") ? "Egress" : "Ingress").stream()
                .flatMap(policy -> policy.spec().at(direction).items().stream());
    }

    private static List<Manifest> selecting(Rendered chart, Manifest workload, String type) {
        return chart.of("NetworkPolicy")
                .filter(policy -> policy.spec().at("policyTypes").texts().contains(type))
                .filter(policy -> policy.spec().at("podSelector", "matchLabels").within(workload.podLabels()))
                .filter(policy -> policy.spec().at("podSelector", "matchExpressions").items().stream()
                        .allMatch(expression -> holds(expression, workload.podLabels())))
                .toList();
    }

    private static boolean holds(Tree expression, Tree labels) {
        assertThat(expression.at("operator").text()).isEqualTo("In");
        return expression
                .at("values")
                .texts()
                .contains(labels.at(expression.at("key").text()).text());
    }
}
