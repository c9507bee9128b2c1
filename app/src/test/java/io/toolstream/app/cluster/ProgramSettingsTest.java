package io.toolstream.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.schemas.topic.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ring: quick.
class ProgramSettingsTest {
    private static final Path ROOT = Path.of(System.getenv("TOOLSTREAM_ROOT"));

    @Test
    void trajectoriesThatTheLearnerCouldNotTakeAreRefused() {
        assertThatThrownBy(() -> read("rollout.positions=512"))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageStartingWith("rollout.positions is 512 and learner.training.positions 256");

        assertThat(read("rollout.positions=512", "learner.training.positions=512")
                        .values())
                .containsEntry("rollout.positions", "512");
    }

    @Test
    void beatsThatTheLearnerWouldMissAreRefused() {
        assertThatThrownBy(() -> read("rollout.beat=2s"))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageStartingWith("rollout.beat is PT2S and learner.beat PT1S");

        assertThat(read("rollout.beat=500ms").values()).containsKey("rollout.beat");
    }

    @Test
    void programsThatTheSandboxWouldRefuseAreRefused() {
        assertThatThrownBy(() -> read("rollout.wall=15s", "sandbox.limits.wall=10s", "sandbox.limits.files=63"))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageContaining("(wall PT15S, at most PT10S; files 64, at most 63)");

        assertThat(read("rollout.wall=15s").values()).containsEntry("sandbox.limits.wall", "29700ms");
    }

    @Test
    void aSecretReachesItsProgramAndNothingThatIsWrittenDown() {
        ProgramSettings settings = read("trajectories.token=open sesame");

        assertThat(settings.values().toString()).doesNotContain("sesame");
        assertThat(settings.secrets()).containsExactly(entry("TRAJECTORIES_TOKEN", "open sesame"));
    }

    @Test
    void variablesThatSetKeysAreToldFromOthers() {
        assertThat(Stream.of(
                        "LEARNER_STEPS", "RUN_ID", "ROLLOUT_TOOLS", "SLOT", "learner_training_positions", "HTTP_PORT"))
                .allMatch(ProgramSettings::setBy);
        assertThat(Stream.of("PATH", "JAVA_HOME", "OMP_NUM_THREADS", "TOOLSTREAM_CONFIG", "HTTP_PROXY", "SLOTS"))
                .noneMatch(ProgramSettings::setBy);
    }

    @Test
    void theModelsThatWeComeWithAreToldTheNamesOfErrorsAsTheyWereTunedTo() {
        assertThat(read().values()).containsEntry("rollout.errors", "name");
        assertThat(read("rollout.errors=traceback").values()).containsEntry("rollout.errors", "traceback");
    }

    @Test
    void anotherModelIsToldALine(@TempDir Path other) {
        ProgramSettings settings = ProgramSettings.read(
                null, Map.of(), List.of("learner.model=" + other), ROOT, Set.of(Program.ROLLOUT_WORKER));

        assertThat(settings.values()).containsEntry("rollout.errors", "line");
    }

    private static ProgramSettings read(String... overrides) {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add("run.id=test");
        all.add("learner.model=app/checkpoints/cold-start");
        all.add("learner.steps=1");
        all.add("kafka.bootstrap=127.0.0.1:9092");
        return ProgramSettings.read(
                null, Map.of(), all, ROOT, Set.of(Program.ROLLOUT_WORKER, Program.SANDBOX_WORKER, Program.LEARNER));
    }
}
