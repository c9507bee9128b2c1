package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComposeFileTest {
    private static final Tree FILE =
            Tree.documents(Project.text("docker-compose.yml")).getFirst();

    @ParameterizedTest
    @MethodSource("services")
    void everyServiceIsConfined(String name) {
        Tree service = service(name);

        assertThat(service.at("cap_drop").texts()).containsExactly("ALL");
        assertThat(service.at("cap_add").present()).isFalse();
        assertThat(service.at("privileged").present()).isFalse();
        assertThat(service.at("security_opt").texts()).containsExactly("no-new-privileges:true");
        assertThat(service.at("read_only").text()).isEqualTo("true");
        assertThat(service.at("mem_limit").present()).isTrue();
        assertThat(service.at("pids_limit").present()).isTrue();
        assertThat(service.at("volumes").texts())
                .noneMatch(volume -> volume.startsWith(".") || volume.contains(".sock"));
        assertThat(service.at("user").present()).as("the image's user").isFalse();
    }

    @ParameterizedTest
    @MethodSource("services")
    void nothingStandsInTheWayOfMoreReplicas(String name) {
        Tree service = service(name);

        assertThat(service.at("container_name").present()).isFalse();
        assertThat(service.at("ports").texts()).allMatch(port -> port.startsWith("127.0.0.1:"));
        if (name.endsWith("-worker")) {
            assertThat(service.at("ports").present()).isFalse();
            assertThat(service.at("environment", "SLOT").present()).isFalse();
            assertThat(service.at("volumes").texts())
                    .anyMatch(volume -> volume.endsWith(
                            ":" + service.at("environment", "SLOTS_FOLDER").text()));
        }
    }

    @Test
    void whatRunsOnIsWatchedAndStartsAfterTheSetup() {
        assertThat(Project.PROGRAMS).allSatisfy(program -> {
            assertThat(service(program).at("healthcheck", "test").texts()).contains("/q/health/ready");
            assertThat(service(program).at("depends_on", "setup", "condition").text())
                    .isEqualTo("service_completed_successfully");
        });
        assertThat(service("kafka").at("healthcheck", "test").texts()).contains("9092");
        assertThat(service("setup").at("depends_on", "kafka", "condition").text())
                .isEqualTo("service_healthy");
    }

    @Test
    void aSandboxMeetsKafkaAndNobodyElse() {
        Tree sandbox = service("sandbox-worker");

        assertThat(sandbox.at("networks").texts()).containsExactly("sandbox");
        assertThat(FILE.at("networks", "sandbox", "internal").text()).isEqualTo("true");
        assertThat(services()
                        .filter(name -> service(name).at("networks").texts().contains("sandbox")))
                .containsExactlyInAnyOrder("kafka", "sandbox-worker");
        assertThat(sandbox.at("volumes").texts()).containsExactly("sandbox-slots:/var/lib/toolstream/slots");
    }

    @Test
    void noWorkerMeetsTheFigures() {
        assertThat(List.of("rollout-worker", "sandbox-worker")).allSatisfy(worker -> {
            List<String> networks = service(worker).at("networks").texts();
            assertThat(networks)
                    .doesNotContainAnyElementsOf(
                            service("trajectories").at("networks").texts());
            assertThat(service("kafka").at("networks").texts()).containsAll(networks);
            assertThat(networks)
                    .allMatch(
                            name -> FILE.at("networks", name, "internal").text().equals("true"));
        });
    }

    @Test
    void settingsAreThoseThatProgramsKnow() {
        List<String> known = Stream.concat(
                        Settings.documented().stream().map(Settings::variable),
                        Stream.of("SLOTS_FOLDER", "OMP_NUM_THREADS"))
                .toList();

        assertThat(services()
                        .flatMap(name -> service(name).at("environment").keys().stream())
                        .filter(variable -> !variable.startsWith("LEARNER_")))
                .isNotEmpty()
                .allMatch(known::contains);
    }

    @Test
    void composeItselfAcceptsTheFile() throws IOException, InterruptedException {
        assumeTrue(exitCode("docker", "compose", "version") == 0, "docker compose is not installed");

        assertThat(exitCode("docker", "compose", "--profile", "cli", "config", "--quiet"))
                .isZero();
    }

    static Stream<String> services() {
        return FILE.at("services").keys().stream();
    }

    private static Tree service(String name) {
        return FILE.at("services", name);
    }

    private static int exitCode(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Project.ROOT.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                System.err.println(output);
            }
            return code;
        } catch (IOException absent) {
            return -1;
        }
    }
}
