package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.RefusedException;
import io.toolstream.schemas.sandbox.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LimitOptionsTest {
    @Test
    void whateverALineCanAskForAnOptionCan() {
        // As a line names them, with a value of which the option takes one that means the same.
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        LimitNames.NAMES.forEach(name -> line.put(name, 1L << 20));
        String[] options = LimitNames.NAMES.stream()
                .map(name -> name.equals("memoryBytes") ? "--memory-mb=1" : option(name) + "=1048576")
                .toArray(String[]::new);

        assertThat(limits(options)).isEqualTo(LimitNames.laidOver(Limits.USUAL, line));
        assertThat(limits()).isEqualTo(Limits.USUAL);
    }

    @Test
    void theHelpNamesTheUsualValues() {
        Limits usual = Limits.USUAL;
        List<Long> values = List.of(
                usual.wall().toMillis(),
                usual.cpu().toMillis(),
                usual.memoryBytes() >> 20,
                usual.fileBytes(),
                (long) usual.files(),
                (long) usual.inodes(),
                (long) usual.threads(),
                (long) usual.outputBytes(),
                usual.outputTotalBytes());

        assertThat(new CommandLine(new LimitOptions()).getCommandSpec().options())
                .extracting(option -> option.description()[0])
                .hasSize(values.size())
                .allSatisfy(description -> assertThat(description).matches(".*; default \\d+\\."))
                .extracting(description -> Long.valueOf(description.replaceAll(".*default |\\.$", "")))
                .containsExactlyInAnyOrderElementsOf(values);
    }

    @Test
    void aLimitThatAllowsNothingIsRefused() {
        assertThatThrownBy(() -> limits("--files=0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("files");
    }

    /// `--file-bytes` of `fileBytes`.
    private static String option(String name) {
        return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static Limits limits(String... options) {
        LimitOptions limits = new LimitOptions();
        new CommandLine(limits).parseArgs(options);
        return limits.limits();
    }
}
