package io.toolstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.RunManifest.State;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Ring: quick.
class ResumptionTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    @Test
    void aPausedRunGoesOnAsItWas() {
        RunManifest resumed = Resumption.of(run(State.PAUSED), 4, Optional.empty(), NOW);

        assertThat(resumed.state()).isEqualTo(State.RUNNING);
        assertThat(resumed.settings()).containsEntry("learner.steps", "10");
        assertThat(resumed.created()).isEqualTo(THEN);
        assertThat(resumed.changed()).isEqualTo(NOW);
    }

    @Test
    void aCompletedRunNeedsStepsAboveItsLast() {
        assertThatThrownBy(() -> Resumption.of(run(State.COMPLETED), 10, Optional.empty(), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stands at step 10 and is complete after 10; say by --steps N, above 10");
        assertThatThrownBy(() -> Resumption.of(run(State.COMPLETED), 10, Optional.of(10L), NOW))
                .isInstanceOf(IllegalArgumentException.class);

        RunManifest resumed = Resumption.of(run(State.COMPLETED), 10, Optional.of(20L), NOW);

        assertThat(resumed.state()).isEqualTo(State.RUNNING);
        assertThat(resumed.settings()).containsEntry("learner.steps", "20").containsEntry("learner.seed", "7");
    }

    @Test
    void aRunThatIsGoingStaysUntouched() {
        RunManifest run = run(State.RUNNING);

        assertThat(Resumption.of(run, 4, Optional.empty(), NOW)).isSameAs(run);
    }

    @Test
    void aFailedRunStaysFailed() {
        assertThatThrownBy(() -> Resumption.of(run(State.FAILED), 4, Optional.of(20L), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run r is FAILED (out of luck); declare another one");
    }

    private static RunManifest run(State state) {
        return new RunManifest(
                new RunId("r"),
                state,
                Map.of("learner.steps", "10", "learner.seed", "7"),
                "1",
                new PolicyIdentity("w", "t", "c", "retool", 64),
                "d",
                "0".repeat(64),
                null,
                state == State.FAILED ? "out of luck" : null,
                THEN,
                THEN);
    }
}
