package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ToolstreamTest {
    static Stream<List<String>> everyCommand() {
        List<List<String>> paths = new ArrayList<>();
        collect(Toolstream.commandLine(), List.of(), paths);
        return paths.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> paths) {
        paths.add(path);
        command.getSubcommands().forEach((name, inner) -> {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(name);
            collect(inner, deeper, paths);
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelpWithAnExample(List<String> path) {
        List<String> arguments = new ArrayList<>(path);
        arguments.add("--help");

        Ran ran = Ran.command(arguments.toArray(String[]::new));

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsPattern("Example: .*toolstream " + String.join(" ", path));
    }

    @Test
    void anUnknownCommandIsRefusedWithTheNearestOne() {
        Ran ran = Ran.command("docter");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("'docter'").contains("Did you mean: toolstream doctor");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearestOne() {
        Ran ran = Ran.command("doctor", "--jsn");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("'--jsn'").contains("--json").doesNotContain("Usage:");
    }

    @Test
    void aModelOfAnotherArchitectureIsRefusedByNameBeforeAnythingStarts(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"model_type\": \"mamba\", \"architectures\": [\"MambaForCausalLM\"]}");
        Files.createFile(folder.resolve("model.safetensors"));
        Files.createFile(folder.resolve("tokenizer.json"));

        Ran ran = Ran.command("bench", "recipe", "--model", folder.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .hasLineCount(1)
                .contains("MambaForCausalLM (model_type mamba) is not supported")
                .contains("qwen2");
    }
}
