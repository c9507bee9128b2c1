package io.toolstream.sandbox.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SourcesFolderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALivingOneUsesStays() throws IOException, InterruptedException {
        Path folder = SupervisorSources.unpack(abandoned("toolstream-sandbox1")).resolveSibling("lock");
        Process holder = new ProcessBuilder(
                        Interpreter.path().toString(),
                        "-c",
                        "import fcntl, sys\nf = open(sys.argv[1], 'r+')\nfcntl.lockf(f, fcntl.LOCK_EX)\n"
                                + "print('held', flush=True)\nsys.stdin.read()",
                        folder.toString())
                .start();
        try (BufferedReader said = holder.inputReader(UTF_8)) {
            assertThat(said.readLine()).isEqualTo("held");
            SourcesFolder.in(temporary);
            assertThat(folder).exists();

            holder.destroyForcibly().waitFor();
            SourcesFolder.in(temporary);
            assertThat(folder.getParent()).doesNotExist();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void otherFoldersOfThisProcessStayLockedForOthers() throws IOException, InterruptedException {
        SourcesFolder first = SourcesFolder.in(temporary);
        SourcesFolder second = SourcesFolder.in(temporary);
        Process other = new ProcessBuilder(
                        Interpreter.path().toString(),
                        "-c",
                        "import fcntl, sys\nfcntl.lockf(open(sys.argv[1], 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)",
                        first.path().resolve("lock").toString())
                .start();

        assertThat(new String(other.getErrorStream().readAllBytes(), UTF_8)).contains("BlockingIOError");
        first.remove();
        second.remove();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void linksForeignFilesAndFoldersWithoutALockStay(@TempDir Path elsewhere) throws IOException {
        Path target = Files.createDirectory(elsewhere.resolve("target"));
        Files.createFile(target.resolve("lock"));
        Path link = Files.createSymbolicLink(temporary.resolve("toolstream-sandbox-link"), target);
        Path unlocked = Files.createDirectory(temporary.resolve("toolstream-sandbox-unlocked"));
        Path linked = Files.createDirectory(temporary.resolve("toolstream-sandbox-linked"));
        Files.createSymbolicLink(linked.resolve("lock"), target.resolve("lock"));
        Path foreign = Files.createFile(abandoned("toolstream-sandbox-full").resolve("notes"));

        SourcesFolder.in(temporary);

        assertThat(target.resolve("lock")).exists();
        assertThat(link).isSymbolicLink();
        assertThat(unlocked).exists();
        assertThat(linked).exists();
        assertThat(foreign).exists();
    }

    private Path abandoned(String name) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve(name));
        Files.createFile(folder.resolve("lock"));
        return folder;
    }
}
