package io.toolstream.app.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `-Dtoolstream.schedules=N` and `-Dtoolstream.seed=S` run others than the usual ones; a failure names its seed.
class ProtocolSimulatorTest {
    private static final int SCHEDULES = Integer.getInteger("toolstream.schedules", 100_000);
    private static final long FIRST = Long.getLong("toolstream.seed", 0);
    private static final int SEEDS_TO_NOTICE = 5_000;

    @Test
    void noScheduleBreaksARule() {
        for (long seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
            List<String> violations = Schedule.violations(seed, Mutation.NONE, Schedule.ACTIONS, null);
            if (!violations.isEmpty()) {
                throw new AssertionError(shrunk(seed, Mutation.NONE));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyRuleLeftOutIsNoticed(Mutation mutation) {
        long seed = 0;
        while (Schedule.violations(seed, mutation, Schedule.ACTIONS, null).isEmpty()) {
            assertThat(++seed).as("seeds that did not notice").isLessThan(SEEDS_TO_NOTICE);
        }
    }

    @Test
    void aScheduleIsAFunctionOfItsSeed() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();

        Schedule.violations(7, Mutation.NONE, Schedule.ACTIONS, first);
        Schedule.violations(7, Mutation.NONE, Schedule.ACTIONS, second);

        assertThat(first).isNotEmpty().isEqualTo(second);
    }

    @Test
    void schedulesMeetWhatTheyAreFor() {
        List<String> happened = new ArrayList<>();
        for (long seed = 0; seed < 300; seed++) {
            Schedule.violations(seed, Mutation.NONE, Schedule.ACTIONS, happened);
        }

        for (String one : List.of(
                "Publish[step=1]",
                "Rerun[",
                "is fenced",
                "attempt 3",
                "garbled",
                "not gradable",
                "TRAINABLE",
                "NO_SIGNAL",
                "PARTIAL",
                "FAILED",
                "INVALID",
                "service crashes",
                "checkpoint is lost")) {
            assertThat(happened.stream().anyMatch(line -> line.contains(one)))
                    .as("something with '%s' happened", one)
                    .isTrue();
        }
    }

    /// The fewest actions with which the seed still fails, and what happens in them.
    private static String shrunk(long seed, Mutation mutation) {
        int actions = 0;
        while (Schedule.violations(seed, mutation, actions, null).isEmpty()) {
            actions++;
        }
        List<String> trace = new ArrayList<>();
        List<String> violations = Schedule.violations(seed, mutation, actions, trace);
        return "seed %d fails after %d actions: %s%n%s"
                .formatted(seed, actions, violations, String.join(System.lineSeparator(), trace));
    }
}
