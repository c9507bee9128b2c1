package io.toolstream.boot.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotTest {
    @ParameterizedTest
    @CsvSource({"learner-0, 0", "rollout-worker-12, 12", "laptop, 0", "3f2a9c81b7d2, 0", "worker7, 0", "web-20261125, 0"
    })
    void aStatefulSetsOrdinalIsTaken(String host, int slot) {
        assertThat(Slot.of(Optional.empty(), host).number()).isEqualTo(slot);
    }

    @Test
    void whatWasSetWins() {
        assertThat(Slot.of(Optional.of(5), "learner-2").number()).isEqualTo(5);
        assertThatThrownBy(() -> Slot.of(Optional.of(-1), "learner-2"))
                .isInstanceOf(SettingsRefusedException.class)
                .hasMessageContaining("slot is -1");
    }
}
