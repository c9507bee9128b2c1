package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `up` refuses before it touches anything.
class ClusterCommandTest {
    @TempDir
    private Path parent;

    @ParameterizedTest
    @CsvSource({
        "learner.stepz=10, learner.steps",
        "learner.steps=ten, a whole number",
        "sandbox.python=/no/python, apt-get install python3",
        "learner.model=/no/model, config.json",
        "learner.samples=1, learner.samples is 1",
        "trajectories.reward=generous, choose one of",
        "run.id=a/b, letters"
    })
    void aWrongSettingIsRefusedByOneSentence(String setting, String remedy) throws Exception {
        Path folder = parent.resolve("cluster");

        Ran ran = Ran.command("up", "--folder", folder.toString(), setting);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().strip()).contains(remedy).doesNotContain("\n");
        try (Stream<Path> made = Files.list(parent)) {
            assertThat(made).isEmpty();
        }
    }

    @Test
    void anUnknownProgramIsRefused() {
        Ran ran = Ran.command(
                "up",
                "--programs",
                "grader",
                "--folder",
                parent.resolve("cluster").toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("grader").contains("sandbox-worker");
    }
}
