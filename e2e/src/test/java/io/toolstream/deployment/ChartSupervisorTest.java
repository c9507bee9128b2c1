package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Programs in a container of their own, beside the worker that knows Kafka. `everything` has one, so that the rules
/// for all pods are held for it too.
class ChartSupervisorTest {
    private static final String SOCKET = "/run/toolstream/supervisor.sock";

    @Test
    void withoutItTheWorkerIsAlone() {
        Rendered chart = Rendered.profile("default");

        assertThat(containers(chart)).hasSize(1);
        assertThat(settings(chart).at("sandbox", "socket").present()).isFalse();
    }

    @Test
    void itIsGivenTheSocketsFolderAndNothingElse() {
        Tree supervisor = containers(Rendered.profile("everything")).get(1);

        assertThat(supervisor.at("name").text()).isEqualTo("supervisor");
        assertThat(supervisor.keys()).doesNotContain("env", "envFrom", "ports", "volumeDevices");
        assertThat(supervisor.at("volumeMounts").items())
                .singleElement()
                .isEqualTo(new Tree(Map.of("name", "supervisor", "mountPath", "/run/toolstream")));
    }

    @Test
    void theWorkerSpeaksToTheSocketAtWhichItListens() {
        Rendered chart = Rendered.profile("everything");
        Tree worker = containers(chart).getFirst();

        assertThat(settings(chart).at("sandbox", "socket").text()).isEqualTo(SOCKET);
        assertThat(containers(chart).get(1).at("command").texts()).endsWith(SOCKET);
        assertThat(worker.at("volumeMounts").items())
                .contains(new Tree(Map.of("name", "supervisor", "mountPath", "/run/toolstream")));
    }

    @Test
    void theImageHoldsWhatItsCommandRuns() {
        List<String> command =
                containers(Rendered.profile("everything")).get(1).at("command").texts();
        String sources = "sandbox-worker/src/main/resources/io/toolstream/sandbox/python/";

        assertThat(command).startsWith("python3", "-s", "-P", "-B", "/opt/toolstream/supervisor/main.py");
        assertThat(Project.text("sandbox-worker/Dockerfile"))
                .contains("COPY " + sources + " /opt/toolstream/supervisor/");
        assertThat(Files.exists(Project.ROOT.resolve(sources + "main.py"))).isTrue();
    }

    @Test
    void theInterpreterIsTheOneThatTheSettingsName() {
        Rendered chart = Rendered.with(Map.of(
                "sandboxWorker.supervisor.container", true, "settings.sandbox.python", "/opt/python/bin/python3"));

        assertThat(containers(chart).get(1).at("command").texts()).startsWith("/opt/python/bin/python3");
    }

    @Test
    void whatIsMistypedIsRefused() {
        assertThatThrownBy(() -> Rendered.with(Map.of("sandboxWorker.supervisor.container", "perhaps")))
                .hasMessageContaining("container");
        assertThatThrownBy(() -> Rendered.with(Map.of("sandboxWorker.supervisor.contaner", true)))
                .hasMessageContaining("contaner");
    }

    private static List<Tree> containers(Rendered chart) {
        return chart.one("StatefulSet", "sandbox-worker")
                .podSpec()
                .at("containers")
                .items();
    }

    private static Tree settings(Rendered chart) {
        return Tree.documents(chart.one("ConfigMap", "settings")
                        .tree()
                        .at("data", "toolstream.yaml")
                        .text())
                .getFirst();
    }
}
