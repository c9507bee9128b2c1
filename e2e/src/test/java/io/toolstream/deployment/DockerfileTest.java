package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DockerfileTest {
    private static final String LAST_STAGE = "\nFROM ${BASE_IMAGE}\n";

    static List<String> files() {
        return Stream.concat(Project.PROGRAMS.stream(), Stream.of("broker", "app"))
                .map(module -> module + "/Dockerfile")
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theBaseIsTheBuildersChoiceAndPinnedByDefault(String file) {
        assertThat(Project.text(file)).contains(LAST_STAGE).containsPattern("(?m)^ARG BASE_IMAGE=\\S+:[0-9]\\S*$");
    }

    @ParameterizedTest
    @MethodSource("files")
    void theProgramRunsAsNobodyInParticular(String file) {
        assertThat(instructions(file, "USER")).containsExactly("10001:10001");
        assertThat(instructions(file, "ENTRYPOINT"))
                .singleElement()
                .asString()
                .startsWith("[\"toolstream-entrypoint\", ");
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothingIsFetchedFromAnAddressAndNoSecretIsBaked(String file) {
        assertThat(instructions(file, "ADD")).isEmpty();
        assertThat(Project.text(file)).doesNotContain(":latest", "curl ", "wget ");
        assertThat(Stream.concat(instructions(file, "ENV").stream(), instructions(file, "ARG").stream()))
                .noneMatch(text -> text.matches("(?s).*(PASSWORD|SECRET|TOKEN|JAAS).*"));
        assertThat(instructions(file, "RUN").stream().filter(command -> command.contains("apt-get install")))
                .allMatch(command ->
                        command.contains("--no-install-recommends") && command.contains("rm -rf /var/lib/apt/lists/*"));
    }

    @Test
    void theBuildStageIsOneForAllSoThatItIsBuiltOnce() {
        assertThat(files().stream().map(DockerfileTest::buildStage).distinct()).hasSize(1);
    }

    @Test
    void theSandboxHoldsNoModelAndNoAnswers() {
        String sandbox = lastStage("sandbox-worker/Dockerfile");

        assertThat(sandbox).doesNotContain("checkpoints", "DJL", "app/target", "learner", "trajectories");
    }

    @Test
    void composeBuildsEachOfThem() {
        Tree services =
                Tree.documents(Project.text("docker-compose.yml")).getFirst().at("services");

        assertThat(services.keys().stream()
                        .map(name -> services.at(name, "build", "dockerfile").text()))
                .containsAll(files());
    }

    private static String buildStage(String file) {
        String text = Project.text(file);
        return text.substring(text.indexOf("# This stage"), text.indexOf(LAST_STAGE));
    }

    private static String lastStage(String file) {
        String text = Project.text(file);
        return text.substring(text.indexOf(LAST_STAGE));
    }

    /// What follows an instruction of the last stage, continued lines included.
    private static List<String> instructions(String file, String name) {
        return Stream.of(lastStage(file).replace("\\\n", " ").split("\n"))
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }
}
