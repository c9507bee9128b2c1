package io.toolstream.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.boot.settings.Key;
import io.toolstream.boot.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the table of `docs/settings.md` against the mappings: the same keys with the same defaults.
class SettingsDocTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-zA-Z0-9.]+?)(\\.\\*)?` \\| (?:`([^`]*)`|–) \\| \\S.*");

    @Test
    void theTableHasEveryKeyWithItsDefault() throws IOException {
        assertThat(documented()).isEqualTo(declared());
    }

    @Test
    void thePrefixesOfTheProgramsAreThoseOfTheirMappings() {
        assertThat(ProgramSettings.MAPPINGS.stream()
                        .flatMap(mapping -> Key.of(mapping).stream())
                        .map(key -> key.name().substring(0, key.name().indexOf('.'))))
                .containsOnly(Settings.PROGRAMS.toArray(String[]::new));
    }

    private static Map<String, String> documented() throws IOException {
        Path page = Path.of(System.getenv("TOOLSTREAM_ROOT"), "docs", "settings.md");
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(page)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(3) == null ? "" : row.group(3));
            }
        }
        return rows;
    }

    private static Map<String, String> declared() {
        Map<String, String> keys = new TreeMap<>(Map.of("slot", ""));
        Stream.concat(Settings.EVERYWHERE.stream(), ProgramSettings.MAPPINGS.stream())
                .flatMap(mapping -> Key.of(mapping).stream())
                .forEach(key -> keys.put(key.name(), key.fallback().orElse("")));
        return keys;
    }
}
