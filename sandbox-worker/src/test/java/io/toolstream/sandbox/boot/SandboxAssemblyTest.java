package io.toolstream.sandbox.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.SettingsSources;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxAssemblyTest {
    private static final Duration LOCKED =
            Objects.requireNonNull(Topics.CODE_REQUESTS.group()).longestWork();

    @Test
    void noProgramOutlivesTheLockOfItsRequest() {
        SandboxSettings sandbox = sandbox();

        assertThat(sandbox.largest().wall().plus(sandbox.patience().grace())).isEqualTo(LOCKED);
        assertThat(Limits.USUAL.within(sandbox.largest())).isTrue();
        assertThat(Limits.USUAL.withWall(LOCKED).within(sandbox.largest())).isFalse();
    }

    /// Cut off at three restarts it would be taken for poison.
    @Test
    void theLongestProgramEndsBeforeItsWorkerDoes() {
        SandboxSettings sandbox = sandbox();

        assertThat(config().drain())
                .isGreaterThan(sandbox.largest().wall().plus(sandbox.patience().grace()));
    }

    @Test
    void allThatARequestMayAskForIsAsSet() {
        SandboxSettings sandbox = sandbox(
                "sandbox.limits.wall=7s",
                "sandbox.limits.cpu=8s",
                "sandbox.limits.memoryBytes=1000000000",
                "sandbox.limits.fileBytes=2000000",
                "sandbox.limits.files=31",
                "sandbox.limits.inodes=32",
                "sandbox.limits.threads=33",
                "sandbox.limits.outputBytes=5000",
                "sandbox.limits.outputTotalBytes=600000");

        assertThat(sandbox.largest())
                .isEqualTo(new Limits(
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8),
                        1_000_000_000,
                        2_000_000,
                        31,
                        32,
                        33,
                        5_000,
                        600_000));
        assertThat(Limits.USUAL.above(sandbox.largest())).hasSize(9).contains("files 64, at most 31");
    }

    @ParameterizedTest
    @CsvSource({
        "sandbox.limits.wall=29701ms, sandbox.limits.wall is PT29.701S, set at most that",
        "sandbox.limits.outputBytes=131073, sandbox.limits.outputBytes is 131073, set at most that",
        "sandbox.limits.files=15, 'files 16, at most 15', raise them",
        "sandbox.limits.threads=0, threads 0, must be positive"
    })
    void whatCannotBeKeptIsRefused(String setting, String thing, String remedy) {
        assertThatThrownBy(() -> sandbox(setting))
                .isInstanceOfAny(SettingsRefusedException.class, IllegalArgumentException.class)
                .hasMessageContaining(thing)
                .hasMessageContaining(remedy);
    }

    @Test
    void aSupervisorThatListensIsUsedWhereOneIsNamed() {
        assertThat(sandbox().socket()).isNull();
        assertThat(sandbox("sandbox.socket=/run/sandbox/socket").socket()).isEqualTo(Path.of("/run/sandbox/socket"));
    }

    private static SandboxSettings sandbox(String... overrides) {
        return SandboxAssembly.sandbox(config(overrides));
    }

    private static SandboxConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add("sandbox.python=/no/python3");
        return Settings.read(SettingsSources.of(null, Map.of(), all), List.of(SandboxConfig.class))
                .of(SandboxConfig.class);
    }
}
