package io.toolstream.transport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutgoingRecordTest {
    @Test
    void aRecordOfTheLargestSizeIsTaken() {
        assertThat(OutgoingRecord.of("t", "key", new byte[899_997]).topic()).isEqualTo("t");
    }

    @Test
    void oneByteMoreIsRefusedByName() {
        assertThatThrownBy(() -> OutgoingRecord.of("run.trajectories", "key", new byte[899_998]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run.trajectories")
                .hasMessageContaining("900001");
    }

    @Test
    void headersCount() {
        assertThatThrownBy(() ->
                        new OutgoingRecord("t", null, new byte[1], new byte[899_998], Map.of("h", new byte[] {1})))
                .hasMessageContaining("900001");
    }
}
