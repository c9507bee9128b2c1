package io.toolstream.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What Kubernetes' restricted policy and this project ask of every pod. A broken rule is one sentence.
final class PodRules {
    private final Manifest workload;
    private final List<String> broken = new ArrayList<>();

    private PodRules(Manifest workload) {
        this.workload = workload;
    }

    static List<String> broken(Manifest workload) {
        var rules = new PodRules(workload);
        rules.pod(workload.podSpec());
        workload.containers().forEach(rules::container);
        if (workload.serves()) {
            workload.podSpec().at("containers").items().forEach(rules::serving);
        }
        return List.copyOf(rules.broken);
    }

    private void pod(Tree pod) {
        rule("runs as no root", is(pod.at("securityContext", "runAsNonRoot"), "true"));
        rule("has a seccomp profile", is(pod.at("securityContext", "seccompProfile", "type"), "RuntimeDefault"));
        rule("can write its volumes", pod.at("securityContext", "fsGroup").present());
        rule("carries no token", is(pod.at("automountServiceAccountToken"), "false"));
        rule("learns of no other services", is(pod.at("enableServiceLinks"), "false"));
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            rule("shares no " + shared, !is(pod.at(shared), "true"));
        }
        rule(
                "mounts no path of its node",
                all(pod.at("volumes"), volume -> !volume.at("hostPath").present()));
        rule(
                "has a size for every empty volume",
                all(
                        pod.at("volumes"),
                        volume -> !volume.at("emptyDir").present()
                                || volume.at("emptyDir", "sizeLimit").present()));
    }

    private void container(Tree container) {
        Tree security = container.at("securityContext");
        rule("gains no privileges", is(security.at("allowPrivilegeEscalation"), "false"));
        rule("has no capability", security.at("capabilities", "drop").texts().contains("ALL"));
        rule("adds no capability", !security.at("capabilities", "add").present());
        rule("writes no image", is(security.at("readOnlyRootFilesystem"), "true"));
        rule(
                "takes no port of its node",
                all(container.at("ports"), port -> !port.at("hostPort").present()));
        rule("requests memory", container.at("resources", "requests", "memory").present());
        rule(
                "has a limit of memory",
                container.at("resources", "limits", "memory").present());
        String image = container.at("image").text();
        String tag = image.substring(image.lastIndexOf('/') + 1);
        rule("names its image's version: " + image, tag.matches(".+(:|@sha256:).+") && !tag.endsWith(":latest"));
        rule(
                "has no secret in its text",
                all(
                        container.at("env"),
                        variable -> !variable.at("name").text().matches(".*(JAAS|PASSWORD|SECRET|TOKEN).*")
                                || variable.at("valueFrom", "secretKeyRef").present()));
    }

    private void serving(Tree container) {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            rule("has a " + probe, container.at(probe).present());
        }
        Tree startup = container.at("startupProbe");
        Tree liveness = container.at("livenessProbe");
        rule("is more patient at the start", patience(startup) > patience(liveness));
    }

    private static int patience(Tree probe) {
        return number(probe.at("periodSeconds"), 10) * number(probe.at("failureThreshold"), 3);
    }

    private static int number(Tree tree, int otherwise) {
        return tree.present() ? Integer.parseInt(tree.text()) : otherwise;
    }

    private static boolean is(Tree tree, String text) {
        return tree.text().equals(text);
    }

    private static boolean all(Tree list, Predicate<Tree> kept) {
        return list.items().stream().allMatch(kept);
    }

    private void rule(String promise, boolean kept) {
        if (!kept) {
            broken.add("%s does not keep: %s".formatted(workload.title(), promise));
        }
    }
}
