package io.toolstream.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.toolstream.app.account.Account;
import io.toolstream.app.account.Bounds;
import io.toolstream.app.account.RunRecords;
import io.toolstream.app.chaos.ChaosSummary.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChaosSummaryTest {
    private static final Account EMPTY = Account.of(new RunRecords(), Bounds.unknown(), Instant.EPOCH, Duration.ZERO);

    @Test
    void theObjectHasTheFieldsThatScriptsRelyOn() {
        JsonNode json = new ChaosSummary(
                        List.of(new Kill("broker", 9), new Kill("learner-0", 2), new Kill("broker", 4)), EMPTY, true)
                .json();

        assertThat(json.get("faults").asInt()).isEqualTo(3);
        assertThat(json.get("lost").asInt()).isZero();
        assertThat(json.get("duplicated").asInt()).isZero();
        assertThat(json.get("groups_trained").asInt()).isZero();
        assertThat(json.get("versions").asInt()).isZero();
        assertThat(json.get("hash_equal").asBoolean()).isTrue();
        assertThat(json.get("recover_s").get("median").asDouble()).isEqualTo(4);
        assertThat(json.get("recover_s").get("max").asDouble()).isEqualTo(9);
    }

    @Test
    void aLearnerThatComesOutDifferentlyIsNotClean() {
        List<Kill> kills = List.of(new Kill("broker", 2), new Kill("broker", 3));

        assertThat(new ChaosSummary(kills, EMPTY, true).clean()).isTrue();
        assertThat(new ChaosSummary(kills, EMPTY, false).clean()).isFalse();
        assertThat(new ChaosSummary(kills, EMPTY, true)
                        .json()
                        .get("recover_s")
                        .get("median")
                        .asDouble())
                .isEqualTo(2.5);
    }

    @Test
    void everyTargetComesOnceBeforeAnyComesAgain() {
        List<String> names = List.of("broker", "learner-0", "rollout-worker-0", "sandbox-worker-0");
        Targets targets = new Targets(names, new Random(1));
        Targets same = new Targets(names, new Random(1));
        for (int round = 0; round < 3; round++) {
            List<String> drawn = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                drawn.add(targets.next());
                assertThat(same.next()).isEqualTo(drawn.getLast());
            }
            assertThat(drawn).containsExactlyInAnyOrderElementsOf(names);
        }
    }
}
