package io.toolstream.rollout.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsSources;
import io.toolstream.rollout.worker.FormatChoice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

    private static Settings read(String... overrides) {
        return Settings.read(SettingsSources.of(null, Map.of(), List.of(overrides)), List.of(RolloutConfig.class));
    }
}
