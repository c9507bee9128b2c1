package io.toolstream.rollout.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.SettingsSources;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.engine.ProgramRule;
import io.toolstream.rollout.worker.FormatChoice;
import io.toolstream.rollout.worker.RolloutWorkerSettings;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutConfigTest {
    @Test
    void programsAreWrittenAsInRetoolUnlessHermesIsNamed() {
        assertThat(read().of(RolloutConfig.class).format()).isEqualTo(FormatChoice.RETOOL);
        assertThat(read("rollout.format=hermes").of(RolloutConfig.class).format())
                .isEqualTo(FormatChoice.HERMES);
    }

    @Test
    void hermesHasNoPlaceForAnInstruction() {
        Settings settings = read("rollout.format=hermes", "rollout.instruction=Think.");

        assertThatThrownBy(() -> RolloutMain.check(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rollout.instruction");
    }

    @Test
    void programsAreOnTheirOwnAndErrorsALineUnlessSetOtherwise() {
        assertThat(worker().programs())
                .isEqualTo(new ProgramRule(Echo.AST, false, 32_768, Limits.USUAL.withWall(Duration.ofSeconds(5))));
        assertThat(worker().observation()).isEqualTo(new Observation(Observation.Errors.LINE, 400));
    }

    @Test
    void allOfProgramsAndWhatIsShownOfThemCanBeSet() {
        RolloutWorkerSettings worker = worker(
                "rollout.session=true",
                "rollout.sessionCharacters=1000",
                "rollout.echo=verl",
                "rollout.errors=traceback",
                "rollout.observation=4000",
                "rollout.wall=12s",
                "rollout.memoryBytes=2000000000",
                "rollout.outputBytes=131072");
        Limits usual = Limits.USUAL;

        assertThat(worker.programs())
                .isEqualTo(new ProgramRule(
                        Echo.VERL,
                        true,
                        1_000,
                        new Limits(
                                Duration.ofSeconds(12),
                                Duration.ofSeconds(12),
                                2_000_000_000,
                                usual.fileBytes(),
                                usual.files(),
                                usual.inodes(),
                                usual.threads(),
                                131_072,
                                usual.outputTotalBytes())));
        assertThat(worker.observation()).isEqualTo(new Observation(Observation.Errors.TRACEBACK, 4_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollout.outputBytes=131073",
                "rollout.observation=39",
                "rollout.callPatience=5s",
                "rollout.sessionCharacters=266667",
                "rollout.errors=all",
                "rollout.echo=always"
            })
    void whatCannotBeKeptIsRefusedByName(String setting) {
        assertThatThrownBy(() -> worker(setting))
                .isInstanceOfAny(SettingsRefusedException.class, IllegalArgumentException.class)
                .hasMessageContaining(setting.substring(0, setting.indexOf('=')));
    }

    private static RolloutWorkerSettings worker(String... overrides) {
        Settings settings = read(overrides);
        return RolloutAssembly.settings(
                settings.of(KafkaConfig.class),
                settings.of(RunConfig.class),
                settings.of(RolloutConfig.class),
                settings.slot(),
                "");
    }

    private static Settings read(String... overrides) {
        return Settings.read(SettingsSources.of(null, Map.of(), List.of(overrides)), List.of(RolloutConfig.class));
    }
}
