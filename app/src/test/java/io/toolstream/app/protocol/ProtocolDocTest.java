package io.toolstream.app.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.app.account.Invariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtocolDocTest {
    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z0-9]+[A-Za-z0-9]*)`");
    private static final Pattern RULE = Pattern.compile("\\*\\*(P[0-9]+)\\. ");
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getenv("TOOLSTREAM_ROOT")));

    @Test
    void everyTypeNamedExists() throws IOException {
        Set<String> types;
        try (Stream<Path> files = Files.walk(ROOT)) {
            types = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }

        assertThat(named(TYPE)).hasSizeGreaterThan(40).isSubsetOf(types);
    }

    @Test
    void rulesAreNumberedOnceAndTheAccountKnowsItsOwn() throws IOException {
        List<String> rules = named(RULE);

        assertThat(rules)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, rules.size())
                        .mapToObj(i -> "P" + i)
                        .toList());
        String[] parts = RULE.split(page(), -1);
        List<String> recounted = IntStream.range(1, parts.length)
                .filter(i -> parts[i].contains("Checked: account"))
                .mapToObj(i -> "P" + i)
                .toList();
        assertThat(recounted)
                .containsExactlyElementsOf(
                        Arrays.stream(Invariant.values()).map(Invariant::id).toList());
    }

    private static List<String> named(Pattern pattern) throws IOException {
        return pattern.matcher(page())
                .results()
                .map((MatchResult result) -> result.group(1))
                .distinct()
                .toList();
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/protocol.md"));
    }
}
