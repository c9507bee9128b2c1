package io.toolstream.sandbox.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.sandbox.process.ListeningSupervisor;
import io.toolstream.sandbox.worker.Requests;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The worker's process as it is packaged.
@Timeout(value = 150, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PackagedWorkerIT {
    private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");

    private final HttpClient http = HttpClient.newHttpClient();

    /// It needs no Kafka to find out that it must not run.
    @Test
    void aWorkerThatCannotIsolateAsItMustEndsWith78AndSaysWhatIsMissing() throws Exception {
        Process worker = start(
                "http.port=0",
                "kafka.bootstrap=127.0.0.1:1",
                "sandbox.without=namespaces",
                "sandbox.minimum=seccomp,own pid namespace");
        try {
            String said = new String(worker.getInputStream().readAllBytes(), UTF_8);

            assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).as(said).isEqualTo(78);
            assertThat(said)
                    .contains("this machine cannot isolate programs as required")
                    .contains("missing [\"own pid namespace\"]")
                    .contains("allow user namespaces or Landlock, or lower the minimum");
        } finally {
            worker.destroyForcibly();
        }
    }

    @Test
    void itsHealthFollowsTheSupervisorInTheOtherContainerAndItsMetricsHaveTheirTypes(@TempDir Path folder)
            throws Exception {
        int port = freePort();
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                ListeningSupervisor listening = new ListeningSupervisor(folder)) {
            Requests.makeTopics(Cluster.at(broker.bootstrap()));
            Process worker = start(
                    "http.port=" + port,
                    "kafka.bootstrap=" + broker.bootstrap(),
                    "run.pool=pool",
                    "sandbox.socket=" + listening.socket());
            try {
                Thread.ofPlatform().daemon().start(() -> drain(worker));
                Eventually.holds("it is ready", () -> status(port, "/q/health/ready") == 200);
                listening.kill();
                Eventually.holds("it is not ready", () -> status(port, "/q/health/ready") == 503);
                assertThat(status(port, "/q/health/live")).isEqualTo(200);
                assertThat(get(port, "/q/metrics").body()).contains("toolstream_sandbox_available 0.0");

                listening.start();
                Eventually.holds("it is ready again", () -> status(port, "/q/health/ready") == 200);
                assertThat(get(port, "/q/metrics").body())
                        .contains(
                                "toolstream_sandbox_available 1.0",
                                "toolstream_sandbox_restarts_total 1.0",
                                "# TYPE toolstream_sandbox_programs counter",
                                "# TYPE toolstream_queue_accepted counter",
                                "# TYPE toolstream_queue_busy gauge",
                                "# TYPE toolstream_sandbox_execution_seconds summary",
                                "toolstream_sandbox_execution_seconds_count{status=\"KILLED\"",
                                "# TYPE toolstream_sandbox_execution_quantile_seconds gauge",
                                "toolstream_sandbox_execution_quantile_seconds{quantile=\"0.95\",status=\"OK\"");
            } finally {
                worker.destroyForcibly();
            }
        }
    }

    /// Else each restart of the workers would cut it off, until it is taken for poison.
    @Test
    void aWorkerThatIsToldToEndFinishesAnAlmostLongestProgramAndAnswersItOnce() throws Exception {
        Program program = Program.of("import time\ntime.sleep(28)\nprint('whole')")
                .with(Limits.USUAL.withWall(Duration.ofMillis(29_700)));
        int port = freePort();
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            Requests.makeTopics(cluster);
            Process worker = start("http.port=" + port, "kafka.bootstrap=" + broker.bootstrap(), "run.pool=pool");
            try {
                Thread.ofPlatform().daemon().start(() -> drain(worker));
                Eventually.holds("it is ready", () -> status(port, "/q/health/ready") == 200);
                Requests.ask(cluster, Requests.request(program, 0));
                Eventually.holds("the program runs", () -> metrics(port).contains("toolstream_queue_busy 1.0"));

                worker.destroy();

                assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
                // As every process ends that handles the signal, and docs/settings.md says.
                assertThat(worker.exitValue()).isEqualTo(143);
                assertThat(Requests.results(cluster)).singleElement().satisfies(answer -> {
                    assertThat(answer.result().status()).isEqualTo(ProgramStatus.OK);
                    assertThat(answer.result().stdout()).isEqualTo("whole\n");
                    assertThat(answer.deliveryCount()).isEqualTo(1);
                });
                assertThat(Requests.backlog(cluster)).isZero();
            } finally {
                worker.destroyForcibly();
            }
        }
    }

    private String metrics(int port) throws InterruptedException {
        try {
            return get(port, "/q/metrics").body();
        } catch (IOException broken) {
            throw new UncheckedIOException("port " + port, broken);
        }
    }

    private static Process start(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                PROGRAM.toString(),
                "sandbox.lanes=1"));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// What it says is not looked at, and must not fill its pipe.
    private static void drain(Process worker) {
        worker.inputReader(UTF_8).lines().forEach(_ -> {});
    }

    private int status(int port, String path) throws InterruptedException {
        try {
            return get(port, path).statusCode();
        } catch (ConnectException notYet) {
            return 0;
        } catch (IOException broken) {
            throw new UncheckedIOException("port " + port, broken);
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
