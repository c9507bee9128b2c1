package io.toolstream.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Program;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cluster as it is built, in processes of its own.
class LocalClusterIT {
    private static final Path INSTALLATION = Path.of(System.getenv("TOOLSTREAM_ROOT"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LARGEST_BYTES = 4L << 30;
    private static final Member SANDBOX = new Member(Program.SANDBOX_WORKER, 0);
    private static final Member SERVICE = new Member(Program.TRAJECTORY_SERVICE, 0);

    private final List<String> events = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void allProgramsServeOneComesBackAfterAKillAndNothingIsLeftAtTheEnd() throws Exception {
        List<ProcessHandle> processes = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(settings(folder, 0), events::add)) {
            cluster.startAll();
            cluster.awaitServing(PATIENCE);
            cluster.awaitReady(List.of(SANDBOX, SERVICE), PATIENCE);
            processes.addAll(below());

            assertThatThrownBy(() -> LocalCluster.start(settings(folder, 0), events::add))
                    .isInstanceOf(ClusterRefusedException.class)
                    .hasMessageContaining("runs in " + folder);
            assertThat(cluster.residentBytes()).isBetween(1L, LARGEST_BYTES);
            assertThat(cluster.data(SERVICE)).isNotEmptyDirectory();
            assertThat(served(cluster, "/q/health")).contains("\"tier\"", "seccomp", "\"python\"");
            assertThat(served(cluster, "/q/metrics"))
                    .contains(
                            "toolstream_ready 1.0",
                            "toolstream_sandbox_layer{layer=\"seccomp\"",
                            "toolstream_sandbox_programs_total{status=\"OK\"",
                            "toolstream_sandbox_execution_seconds_count{status=\"OK\"",
                            "toolstream_sandbox_execution_quantile_seconds{quantile=\"0.99\",status=\"TIMEOUT\"",
                            "toolstream_queue_wait_seconds_sum",
                            "toolstream_queue_wait_quantile_seconds{quantile=\"0.99\"",
                            "toolstream_sandbox_available 1.0",
                            "toolstream_sandbox_template_pooled_total{template=\"std\"");

            cluster.kill(SANDBOX);
            Eventually.holds("the sandbox worker is started again", () -> cluster.restarts(SANDBOX) == 1);
            cluster.awaitReady(List.of(SANDBOX), PATIENCE);
            assertThat(events).singleElement().asString().contains("sandbox-worker-0 ended with exit code 137");
            processes.addAll(below());

            RunningCluster seen = RunningCluster.in(folder).orElseThrow();
            assertThat(seen.state().bootstrap()).isEqualTo(cluster.bootstrap());
            assertThat(seen.state().processes())
                    .extracting(ClusterState.Entry::name)
                    .containsExactly("broker", "sandbox-worker-0", "rollout-worker-0", "trajectories-0", "learner-0");
        }

        assertThat(processes).hasSizeGreaterThan(5);
        Eventually.holds("no process is left", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(RunningCluster.in(folder)).isEmpty();
    }

    @Test
    void anOccupiedPortIsRefusedAndNothingIsLeft() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> LocalCluster.start(settings(folder, port), events::add))
                    .isInstanceOf(ClusterRefusedException.class)
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("choose another");
        }
        assertThat(below()).isEmpty();
        assertThat(RunningCluster.in(folder)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> LocalCluster.start(settings(file.resolve("cluster"), 0), events::add))
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessageContaining(file.toString());
    }

    private static String served(LocalCluster cluster, String path) throws IOException, InterruptedException {
        URI place = URI.create(cluster.address(SANDBOX).orElseThrow() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest question = HttpRequest.newBuilder(place)
                    .header("Accept", "text/plain, application/json")
                    .timeout(PATIENCE)
                    .build();
            return client.send(question, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static List<ProcessHandle> below() {
        try (Stream<ProcessHandle> descendants = ProcessHandle.current().descendants()) {
            return descendants.toList();
        }
    }

    private static ClusterSettings settings(Path folder, int port) {
        List<Member> members = LocalCluster.PROGRAMS.stream()
                .map(program -> new Member(program, 0))
                .toList();
        ProgramSettings programs = ProgramSettings.read(
                null, Map.of(), List.of("sandbox.lanes=2"), INSTALLATION, EnumSet.copyOf(LocalCluster.PROGRAMS));
        assertThat(programs.names()).isEqualTo(new Names("local", "sandbox", "demo"));
        return new ClusterSettings(INSTALLATION, folder, port, members, programs, RestartPolicy.usual(), PATIENCE);
    }
}
