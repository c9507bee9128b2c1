package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What `helm install` says in the end.
class ChartNotesTest {
    @Test
    void figuresAreLookedAtThroughAForwardedPort() {
        assertThat(notes())
                .contains("kubectl -n training port-forward ts-toolstream-trajectories-0 8080")
                .contains("curl http://127.0.0.1:8080/behaviour")
                .doesNotContain("Bearer");
    }

    @Test
    void theirTokenIsReadFromItsSecret() {
        assertThat(notes(Project.ROOT.resolve("e2e/src/test/resources/profiles/everything.yaml")))
                .contains("port-forward ts-stream-trajectories-0 8080")
                .contains("get secret figures -o go-template='{{ index .data \"reader\" | base64decode }}'");
    }

    private static String notes(Path... files) {
        InstallCommand command = new Helm(Project.CHART)
                .install()
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT)
                .withKubeVersion("1.33.0")
                .withName("ts")
                .withNamespace("training");
        for (Path file : files) {
            command.withValuesFile(file);
        }
        return command.call().getOutput();
    }
}
