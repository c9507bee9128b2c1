package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents name has to exist: types in back-ticks, documents linked to, and every topic in the
/// protocol.
class DocumentationTest {
    private static final Path ROOT =
            Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", "..")).toAbsolutePath();
    private static final Pattern TYPE = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|record|enum|interface) ([A-Z][A-Za-z0-9]*)");

    /// Types of others, and examples of names.
    private static final Set<String> FOREIGN = Set.of(
            "KafkaStreams",
            "KafkaShareConsumer",
            "TopologyTestDriver",
            "XTest",
            "XIT",
            "LogAppendTime",
            "RuntimeDefault",
            "TimeoutError",
            "MemoryError",
            "OSError");

    @Test
    void everyTypeThatADocumentNamesExists() {
        Set<String> declared = declaredTypes();
        Set<String> unknown = new TreeSet<>();
        for (Path document : documents()) {
            matches(TYPE, text(document))
                    .map(match -> match.group(1))
                    .filter(name -> !declared.contains(name) && !FOREIGN.contains(name))
                    .forEach(name -> unknown.add(ROOT.relativize(document) + ": " + name));
        }
        assertThat(declared).contains("Toolstream", "Topics", "Trajectory");
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyLinkedDocumentExists() {
        Set<String> broken = new TreeSet<>();
        for (Path document : documents()) {
            Path folder = document.resolveSibling(".");
            matches(LINK, text(document))
                    .map(match -> match.group(1))
                    .filter(target -> !Files.exists(folder.resolve(target)))
                    .forEach(target -> broken.add(ROOT.relativize(document) + ": " + target));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theProtocolKnowsTheQueuesAndTheLearnersCursor() {
        String protocol = text(ROOT.resolve("docs/protocol.md"));

        for (Topic topic : List.of(Topics.ROLLOUT_REQUESTS, Topics.CODE_REQUESTS, Topics.TRAJECTORY_GROUPS)) {
            assertThat(protocol).contains(topic.name());
        }
    }

    private static List<Path> documents() {
        return Stream.concat(files(ROOT, 1, ".md").stream(), files(ROOT.resolve("docs"), 9, ".md").stream())
                .toList();
    }

    private static Set<String> declaredTypes() {
        return files(ROOT, 99, ".java").stream()
                .flatMap(file -> matches(DECLARED, text(file)))
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static List<Path> files(Path folder, int depth, String suffix) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
