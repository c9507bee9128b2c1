package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.topic.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartPolicyTest {
    private static final String PROFILES = "io.toolstream.deployment.Rendered#everyProfile";

    @ParameterizedTest
    @MethodSource(PROFILES)
    void everyPodKeepsTheRules(Rendered chart) {
        assertThat(chart.workloads().flatMap(workload -> PodRules.broken(workload).stream()))
                .isEmpty();
    }

    @Test
    void aCarelessPodBreaksThem() {
        Manifest careless = new Manifest(Tree.documents("""
                kind: StatefulSet
                metadata: {name: careless}
                spec:
                  template:
                    spec:
                      hostNetwork: true
                      containers:
                        - image: registry/thing
                          securityContext: {capabilities: {add: [SYS_ADMIN]}}
                          env: [{name: DB_PASSWORD, value: letmein}]
                          resources: {requests: {cpu: 1}}
                      volumes: [{hostPath: {path: /}}, {emptyDir: {}}]
                """).getFirst());

        assertThat(PodRules.broken(careless))
                .hasSize(20)
                .allMatch(sentence -> sentence.startsWith("StatefulSet careless does not keep: "));
    }

    @ParameterizedTest
    @MethodSource(PROFILES)
    void namesAndLabelsAreThoseThatKubernetesRecommends(Rendered chart) {
        for (Manifest manifest : chart.manifests()) {
            assertThat(manifest.name()).as(manifest.title()).hasSizeLessThanOrEqualTo(63 - "-0123456789".length());
            if (!manifest.name().endsWith("-more")) {
                assertThat(manifest.labels().keys())
                        .as(manifest.title())
                        .contains(
                                "app.kubernetes.io/name",
                                "app.kubernetes.io/instance",
                                "app.kubernetes.io/version",
                                "app.kubernetes.io/managed-by",
                                "helm.sh/chart");
            }
        }
        assertThat(chart.manifests().stream().map(Manifest::title)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource(PROFILES)
    void whatSelectsPodsSelectsSome(Rendered chart) {
        chart.of("Service", "PodDisruptionBudget", "NetworkPolicy", "StatefulSet")
                .forEach(manifest -> assertThat(chart.workloads()
                                .anyMatch(workload -> selector(manifest).within(workload.podLabels())))
                        .as("%s of %s", manifest.title(), chart)
                        .isTrue());
    }

    @Test
    void selectorsHoldNothingThatAnUpgradeChanges() {
        assertThat(Rendered.profile("everything").of("StatefulSet"))
                .allSatisfy(set -> assertThat(selector(set).keys())
                        .containsExactlyInAnyOrder(
                                "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component"));
    }

    @ParameterizedTest
    @MethodSource(PROFILES)
    void whatAPodRefersToIsThereOrTheUsers(Rendered chart) {
        Set<String> known = new HashSet<>(Set.of(
                "claim models",
                "claim checkpoints",
                "secret kafka-ca",
                "secret figures",
                "secret kafka-learner",
                "secret kafka-rollout",
                "secret kafka-sandbox",
                "secret kafka-setup",
                "secret kafka-trajectories"));
        chart.of("ConfigMap").forEach(map -> known.add("map " + map.name()));
        chart.of("ServiceAccount").forEach(account -> known.add("account " + account.name()));
        chart.workloads().forEach(workload -> {
            assertThat(known).containsAll(references(workload));
            Set<String> volumes = new HashSet<>();
            workload.podSpec()
                    .at("volumes")
                    .items()
                    .forEach(volume -> volumes.add(volume.at("name").text()));
            workload.spec()
                    .at("volumeClaimTemplates")
                    .items()
                    .forEach(claim -> volumes.add(claim.at("metadata", "name").text()));
            Set<String> mounts = new HashSet<>();
            workload.containers()
                    .forEach(container -> container
                            .at("volumeMounts")
                            .items()
                            .forEach(mount -> mounts.add(mount.at("name").text())));
            assertThat(mounts).as(workload.title()).isSubsetOf(volumes);
        });
    }

    @Test
    void anAutoscaledPoolIsNotAlsoGivenANumber() {
        assertThat(Rendered.profile("everything")
                        .one("StatefulSet", "sandbox-worker")
                        .spec()
                        .at("replicas")
                        .present())
                .isFalse();
        assertThat(Rendered.profile("default")
                        .one("StatefulSet", "sandbox-worker")
                        .spec()
                        .at("replicas")
                        .text())
                .isEqualTo("1");
    }

    @Test
    void aBudgetNeverBlocksADrainedNode() {
        assertThat(Rendered.everyProfile().flatMap(chart -> chart.of("PodDisruptionBudget")))
                .isNotEmpty()
                .allSatisfy(budget ->
                        assertThat(budget.spec().at("maxUnavailable").text()).isEqualTo("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything", "values-cluster"})
    void everyProgramHasAKafkaUserOfItsOwnByReference(String profile) {
        Rendered chart = Rendered.profile(profile);

        assertThat(List.of("learner", "rollout-worker", "sandbox-worker", "trajectories"))
                .allSatisfy(program -> assertThat(chart.one("StatefulSet", program)
                                .variable("KAFKA_SECURITY_SASL_JAAS_CONFIG")
                                .at("valueFrom", "secretKeyRef", "name")
                                .text())
                        .isEqualTo("kafka-" + program.replace("-worker", "")));
        assertThat(chart.of("Secret")).isEmpty();
    }

    @Test
    void theTokenOfTheFiguresIsTheServicesAlone() {
        Rendered chart = Rendered.profile("everything");

        assertThat(chart.one("StatefulSet", "trajectories")
                        .variable("TRAJECTORIES_TOKEN")
                        .at("valueFrom", "secretKeyRef")
                        .value())
                .isEqualTo(Map.of("name", "figures", "key", "reader"));
        assertThat(List.of("learner", "rollout-worker", "sandbox-worker"))
                .noneMatch(program -> chart.one("StatefulSet", program)
                        .variable("TRAJECTORIES_TOKEN")
                        .present());
        assertThat(Rendered.profile("default")
                        .one("StatefulSet", "trajectories")
                        .variable("TRAJECTORIES_TOKEN")
                        .present())
                .isFalse();
    }

    @Test
    void theHookIsTheTestAndCleansUp() {
        assertThat(Rendered.everyProfile()
                        .flatMap(chart -> chart.manifests().stream())
                        .filter(manifest -> manifest.tree()
                                .at("metadata", "annotations", Rendered.HOOK)
                                .present()))
                .hasSize(Rendered.PROFILES.size())
                .allSatisfy(hook -> assertThat(hook.tree()
                                .at("metadata", "annotations", Rendered.HOOK + "-delete-policy")
                                .text())
                        .isNotEmpty());
    }

    @Test
    void theChartKnowsTheLanesOfAPoolAndThePartitionsOfTrajectories() {
        assertThat(Project.text("helm/toolstream/templates/_checks.tpl"))
                .contains("(mul $lanes $workers) " + Topics.MAX_LANES);
        assertThat(Tree.documents(Project.text("helm/toolstream/values.schema.json"))
                        .getFirst()
                        .at("properties", "trajectories", "properties", "replicas", "maximum")
                        .text())
                .isEqualTo(Integer.toString(Topics.TRAJECTORIES.partitions()));
    }

    private static Tree selector(Manifest manifest) {
        return switch (manifest.kind()) {
            case "Service" -> manifest.spec().at("selector");
            case "NetworkPolicy" -> manifest.spec().at("podSelector", "matchLabels");
            default -> manifest.spec().at("selector", "matchLabels");
        };
    }

    private static Set<String> references(Manifest workload) {
        Tree pod = workload.podSpec();
        Stream<String> volumes = pod.at("volumes").items().stream()
                .flatMap(volume -> Stream.of(
                        "map " + volume.at("configMap", "name").text(),
                        "secret " + volume.at("secret", "secretName").text(),
                        "claim "
                                + volume.at("persistentVolumeClaim", "claimName")
                                        .text()));
        Stream<String> variables = workload.containers().stream()
                .flatMap(container -> container.at("env").items().stream())
                .map(variable -> "secret "
                        + variable.at("valueFrom", "secretKeyRef", "name").text());
        var found = new HashSet<String>();
        Stream.of(
                        volumes,
                        variables,
                        Stream.of("account " + pod.at("serviceAccountName").text()))
                .flatMap(names -> names)
                .filter(name -> !name.endsWith(" "))
                .forEach(found::add);
        return found;
    }
}
