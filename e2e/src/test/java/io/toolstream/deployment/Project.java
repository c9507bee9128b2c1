package io.toolstream.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files under test.
final class Project {
    static final Path ROOT = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."));
    static final Path CHART = ROOT.resolve("helm/toolstream");
    static final List<String> PROGRAMS = List.of("learner", "rollout-worker", "sandbox-worker", "trajectories");

    private Project() {}

    static String text(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(path + " cannot be read", failure);
        }
    }
}
