package io.toolstream.sandbox.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The worker's process as it is packaged. It needs no Kafka to find out that it must not run.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IsolationBelowMinimumIT {
    private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");

    @Test
    void aWorkerThatCannotIsolateAsItMustEndsWith78AndSaysWhatIsMissing() throws Exception {
        Process worker = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        PROGRAM.toString(),
                        "http.port=0",
                        "kafka.bootstrap=127.0.0.1:1",
                        "sandbox.lanes=1",
                        "sandbox.without=namespaces",
                        "sandbox.minimum=seccomp,own pid namespace"))
                .redirectErrorStream(true)
                .start();
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
}
