package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `up` in a process of its own, which is asked from another, told to end, and killed.
class ClusterCommandIT {
    @TempDir
    private Path folder;

    @Test
    void statusAndDownWorkFromAnotherProcess() throws IOException, InterruptedException {
        Process owner = up();
        try {
            List<ProcessHandle> children = serving(owner);

            JsonNode status = status();
            assertThat(status.path("running").asBoolean()).isTrue();
            assertThat(status.path("pid").asLong()).isEqualTo(owner.pid());
            assertThat(status.path("processes").findValuesAsText("name")).containsExactly("broker", "sandbox-worker-0");
            assertThat(status.path("processes").findValuesAsText("ready")).containsOnly("true");
            Ran second =
                    Ran.command("up", "--programs", "sandbox-worker", "--port", "0", "--folder", folder.toString());
            assertThat(second.code()).isEqualTo(2);
            assertThat(second.err()).contains("toolstream down");

            assertThat(Ran.command("down", "--folder", folder.toString()).code())
                    .isZero();

            assertThat(owner.waitFor(1, TimeUnit.SECONDS)).isTrue();
            Eventually.holds("no process is left", () -> children.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(status().path("running").asBoolean()).isFalse();
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void noProcessOutlivesAnOwnerThatIsKilled() throws IOException, InterruptedException {
        Process owner = up();
        try {
            List<ProcessHandle> children = serving(owner);

            owner.destroyForcibly().waitFor();

            Eventually.holds("no process is left", () -> children.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(status().path("running").asBoolean()).isFalse();
            assertThat(Ran.command("down", "--folder", folder.toString()).out()).contains("no cluster runs");
        } finally {
            owner.destroyForcibly();
        }
    }

    /// Waits until all runs, and gives every process of it: the broker, the worker, its supervisor and templates.
    private List<ProcessHandle> serving(Process owner) throws InterruptedException {
        Path answer = folder.resolve("answer");
        Eventually.holds("up has answered", () -> {
            assertThat(owner.isAlive()).as("up runs; it said %s", read("error")).isTrue();
            return read("answer").contains("\n");
        });
        assertThat(answer).isNotEmptyFile();
        List<ProcessHandle> children =
                new ArrayList<>(owner.toHandle().descendants().toList());
        assertThat(children).hasSizeGreaterThanOrEqualTo(4);
        return children;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private JsonNode status() throws IOException {
        return new ObjectMapper()
                .readTree(Ran.command("status", "--json", "--folder", folder.toString())
                        .out());
    }

    private Process up() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.toolstream.app.Toolstream",
                        "up",
                        "--json",
                        "--programs",
                        "sandbox-worker",
                        "--port",
                        "0",
                        "--folder",
                        folder.toString(),
                        "sandbox.lanes=2")
                .redirectOutput(folder.resolve("answer").toFile())
                .redirectError(folder.resolve("error").toFile())
                .start();
    }
}
