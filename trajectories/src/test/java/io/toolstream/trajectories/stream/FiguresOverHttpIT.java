package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.PROBLEM;
import static io.toolstream.trajectories.stream.Plays.answered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program, asked over HTTP.
@Timeout(180)
class FiguresOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServiceRun run = new ServiceRun();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTopics() throws InterruptedException {
        run.makeTopicsAndTheAnswer();
    }

    @AfterEach
    void stop() {
        http.close();
        run.close();
    }

    @Test
    void everyFigureIsToldToWhoKnowsTheToken() throws Exception {
        playOneGroupAndOneEvaluation();
        Process program = start();
        try {
            URI address = address(program);
            Eventually.holds("it is ready", () -> status(address, "/q/health/ready", null) == 200);
            assertThat(status(address, "/behaviour", null)).isEqualTo(401);
            assertThat(status(address, "/behaviour", "Bearer wrong")).isEqualTo(401);
            assertThat(status(address, "/groups?limit=0", "Bearer secret")).isEqualTo(400);
            assertThat(status(address, "/behaviour/windows?from=noon", "Bearer secret"))
                    .isEqualTo(400);

            Eventually.holds(
                    "the behaviour is told",
                    () -> ask(address, "/behaviour?version=3")
                                    .at("/versions/0/responses")
                                    .asInt()
                            == 2);
            Eventually.holds(
                    "the evaluation is told",
                    () -> !ask(address, "/evaluations").at("/evaluations").isEmpty());
            theFiguresAreRight(address);
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    private void theFiguresAreRight(URI address) throws InterruptedException {
        JsonNode behaviour = ask(address, "/behaviour").at("/versions/0");
        assertThat(behaviour.at("/accuracy").asDouble()).isEqualTo(0.5);
        assertThat(behaviour.at("/codeRatio").asDouble()).isEqualTo(0.5);
        assertThat(behaviour.at("/statuses/OK").asInt()).isEqualTo(1);
        assertThat(ask(address, "/behaviour?version=9").at("/versions")).isEmpty();
        JsonNode window = ask(address, "/behaviour/windows").at("/windows/0");
        assertThat(window.at("/behaviour/version").asInt()).isEqualTo(3);
        assertThat(window.at("/start").asText()).endsWith(":00Z");

        JsonNode evaluation = ask(address, "/evaluations").at("/evaluations/0");
        assertThat(evaluation.at("/evalSet").asText()).isEqualTo("heldout");
        assertThat(evaluation.at("/mean").asDouble()).isEqualTo(1);
        assertThat(evaluation.at("/parts/missing").asDouble()).isZero();

        JsonNode groups = ask(address, "/groups?after=-1");
        assertThat(groups.at("/groups")).hasSize(1);
        assertThat(groups.at("/groups/0/outcome").asText()).isEqualTo("TRAINABLE");
        assertThat(groups.at("/groups/0/members")).hasSize(2);
        long next = groups.at("/next").asLong();
        assertThat(ask(address, "/groups?after=" + next).at("/groups")).isEmpty();

        JsonNode lag = ask(address, "/lag").at("/queues");
        assertThat(lag).hasSize(3);
        assertThat(lag.findValuesAsText("topic")).contains("pool.code-requests");
    }

    private void playOneGroupAndOneEvaluation() throws InterruptedException {
        run.request(List.of(Plays.request(0, 2, PROBLEM, InstantSource.system().instant())));
        run.play(Plays.withCode(0, 0, ProgramStatus.OK, "42"));
        run.play(answered(0, 1, 1, "1"));
        RolloutRequest evaluation =
                Plays.evaluation(0, 1, PROBLEM, 3, InstantSource.system().instant());
        run.evaluate(evaluation);
        run.play(Plays.evaluated(evaluation, 0, 3, "42"));
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString(),
                        "kafka.bootstrap=" + run.bootstrap(),
                        "run.id=run-1",
                        "run.pool=pool",
                        "run.dataset=gsm",
                        "http.port=0",
                        "trajectories.token=secret",
                        "trajectories.folder=" + folder)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// What the program says when it has started.
    private static URI address(Process program) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8));
        String line = lines.readLine();
        assertThat(line).startsWith("READY ");
        return URI.create(line.substring("READY ".length()));
    }

    private JsonNode ask(URI address, String path) throws InterruptedException {
        try {
            return JSON.readTree(get(address, path, "Bearer secret").body());
        } catch (IOException failure) {
            throw new AssertionError(path + " was not answered", failure);
        }
    }

    private int status(URI address, String path, @Nullable String authorization) throws InterruptedException {
        try {
            return get(address, path, authorization).statusCode();
        } catch (IOException failure) {
            throw new AssertionError(path + " was not answered", failure);
        }
    }

    private HttpResponse<String> get(URI address, String path, @Nullable String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
