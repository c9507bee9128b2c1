package io.toolstream.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartPolicyTest {
    private final RestartPolicy policy =
            new RestartPolicy(Duration.ofSeconds(1), Duration.ofSeconds(5), 4, Duration.ofSeconds(60));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(policy.pause(137, 1)).contains(Duration.ofSeconds(1));
        assertThat(policy.pause(137, 2)).contains(Duration.ofSeconds(2));
        assertThat(policy.pause(137, 3)).contains(Duration.ofSeconds(4));
        assertThat(policy.pause(137, 4)).contains(Duration.ofSeconds(5));
        assertThat(policy.pause(137, 5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 78})
    void whatAStartAgainCannotMendStaysDown(int exitCode) {
        assertThat(policy.pause(exitCode, 1)).isEmpty();
    }

    @Test
    void aSteadyRunMakesTheNextEndTheFirst() {
        assertThat(policy.inRow(3, Duration.ofSeconds(59))).isEqualTo(4);
        assertThat(policy.inRow(3, Duration.ofSeconds(60))).isEqualTo(1);
    }
}
