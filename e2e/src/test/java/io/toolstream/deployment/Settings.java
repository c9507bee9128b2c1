package io.toolstream.deployment;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The keys of `docs/settings.md`.
final class Settings {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zA-Z0-9.]+)` \\|");

    private Settings() {}

    static List<String> documented() {
        return ROW.matcher(Project.text("docs/settings.md"))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    /// The usual value of a key that is a duration in seconds.
    static Duration usual(String key) {
        Matcher row = Pattern.compile("(?m)^\\| `" + Pattern.quote(key) + "` \\| `(\\d+)s` \\|")
                .matcher(Project.text("docs/settings.md"));
        if (!row.find()) {
            throw new AssertionError("docs/settings.md gives no seconds for " + key);
        }
        return Duration.ofSeconds(Long.parseLong(row.group(1)));
    }

    /// The environment variable of a key.
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
