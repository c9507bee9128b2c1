package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The supervisor's count of kernel kills, read from control groups laid out as the kernel's documentation says: a
/// machine has one version or the other.
class OutOfMemoryKillsIT {
    private static final String ASKED = """
            import sys
            sys.path.insert(0, sys.argv[1])
            import memory
            memory.CONTROL, memory.GROUPS = sys.argv[2], sys.argv[2] + "/groups"
            kills = memory.OutOfMemoryKills()
            print(kills.more())
            if len(sys.argv) > 3:
                text = open(sys.argv[3]).read()
                open(sys.argv[3], "w").write(text.replace("oom_kill 1", "oom_kill 2"))
            print(kills.more(), kills.more())
            """;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0::/pod/one, pod/one/memory.events, True",
                "5:cpu:/|4:memory:/pod, memory/pod/memory.oom_control, True",
                "4:memory:/pod|0::/pod, memory/pod/memory.oom_control, True",
                "0::/pod/gone, -, False",
                "0::/, -, False"
            })
    void aKillOfTheKernelIsToldOnce(String groups, @Nullable String file, String told, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path sources = folder.resolve("sources");
        SupervisorSources.unpack(sources);
        Files.writeString(folder.resolve("groups"), groups.replace('|', '\n') + "\n");
        List<String> command = new ArrayList<>(
                List.of(Interpreter.path().toString(), "-c", ASKED, sources.toString(), folder.toString()));
        if (file != null) {
            Path count = folder.resolve(file);
            Files.createDirectories(count.getParent());
            Files.writeString(
                    count,
                    file.endsWith("events")
                            ? "low 0\nhigh 3\nmax 7\noom 1\noom_kill 1\noom_group_kill 0\n"
                            : "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
            command.add(count.toString());
        }

        Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(python.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo("False\n" + told + " False\n");
    }
}
