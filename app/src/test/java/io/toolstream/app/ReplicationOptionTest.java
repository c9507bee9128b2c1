package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicationOptionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "topics apply --dry-run",
                "data import none.jsonl --as sums --dry-run",
                "demo --prepare-only",
            })
    void noCopyAtAllIsRefusedByEveryCommandThatMakesTopics(String command) {
        Ran ran = run(command, "--replication=0");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--replication 0 holds no record").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "3"})
    void theBrokersDefaultAndANumberAreTaken(String copies) {
        assertThat(run("topics apply --dry-run", "--replication", copies).code())
                .isZero();
    }

    @Test
    void theDemosOwnBrokerIsOne() {
        Ran ran = run("demo", "--replication", "3");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--replication is for --prepare-only").hasLineCount(1);
    }

    private static Ran run(String command, String... more) {
        return Ran.command(Stream.concat(List.of(command.split(" ")).stream(), List.of(more).stream())
                .toArray(String[]::new));
    }
}
