package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `images/package.sh` builds with, on a machine where nothing but a JDK is on the path and no variable is set.
class BuildToolsIT {
    private static final List<String> NEEDED = List.of("dirname", "grep", "readlink");

    @TempDir
    private Path folder;

    @BeforeEach
    void aBareMachine() throws IOException {
        for (String file : List.of("images/package.sh", ".mvn/tools.sh")) {
            Path copy = folder.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(Project.ROOT.resolve(file), copy);
        }
        for (String tool : NEEDED) {
            script("bin/" + tool, "exec " + installed(tool) + " \"$@\"");
        }
    }

    @Test
    void theWrapperIsCalledWithTheJdkThatWasFound() throws IOException, InterruptedException {
        script("jdk/bin/javac", "echo 'javac 25.0.1'");
        script("mvnw", "echo \"with $JAVA_HOME: $*\"");

        Ended packaged = packaged(folder.resolve("jdk/bin"));

        assertThat(packaged.output())
                .contains("with %s: -B -ntp -q -Pquick,images"
                        .formatted(folder.toRealPath().resolve("jdk")))
                .contains("rollout-worker/target/quarkus-app/quarkus-run.jar is missing");
        assertThat(packaged.code()).isEqualTo(2);
    }

    @Test
    void anInstalledMavenComesBeforeTheWrapper() throws IOException, InterruptedException {
        script("jdk/bin/javac", "echo 'javac 25.0.1'");
        script("mvnw", "echo wrapper");
        script("bin/mvn", "echo installed");

        assertThat(packaged(folder.resolve("jdk/bin")).output()).startsWith("installed");
    }

    private void script(String file, String line) throws IOException {
        Path script = folder.resolve(file);
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!" + installed("bash") + "\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Ended packaged(Path jdk) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(installed("bash").toString(), "images/package.sh")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("HOME", folder.toString(), "PATH", folder.resolve("bin") + ":" + jdk));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static Path installed(String tool) {
        return List.of("/usr/bin", "/bin").stream()
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(tool + " is neither in /usr/bin nor in /bin"));
    }

    private record Ended(int code, String output) {}
}
