package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A run on a local cluster in which the broker and one process of each kind are killed.
@Timeout(600)
class ChaosIT {
    private static final int EACH_ONCE = 5;

    @Test
    void aRunUnderFireLosesNothingTrainsNothingTwiceAndReproduces(@TempDir Path folder) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Toolstream.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

        int exitCode = command.execute(
                "chaos",
                "--faults",
                Integer.toString(EACH_ONCE),
                "--request-timeout",
                "30",
                "--folder",
                folder.toString(),
                "--json");

        assertThat(exitCode).as("%s%n%s", err, out).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("lost").asLong()).isZero();
        assertThat(json.get("duplicated").asLong()).isZero();
        assertThat(json.get("hash_equal").asBoolean()).isTrue();
        assertThat(json.get("groups_trained").asLong()).isPositive();
        List<String> killed = new ArrayList<>();
        json.get("kills").forEach(kill -> killed.add(kill.get("name").asText()));
        assertThat(killed)
                .containsExactlyInAnyOrder(
                        "broker", "learner-0", "rollout-worker-0", "sandbox-worker-0", "trajectories-0");
    }
}
