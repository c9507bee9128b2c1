package io.toolstream.deployment;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The chart with some values.
///
/// @param profile what the values are called, in messages
record Rendered(String profile, List<Manifest> manifests) {
    private static final String RELEASE = "ts";
    private static final String NAMESPACE = "training";
    private static final String KUBERNETES = "1.33.0";
    private static final Path OWN_PROFILES = Project.ROOT.resolve("e2e/src/test/resources/profiles");

    /// Helm's library leaves hooks out of what it renders; the rules hold for them too.
    private static final Path UNHOOKED = unhooked();

    static final String HOOK = "unhooked.example.com/hook";

    /// Files of values with which every rule is held.
    static final Map<String, List<Path>> PROFILES = Map.of(
            "default", List.of(),
            "values-dev", List.of(Project.CHART.resolve("values-dev.yaml")),
            "values-cluster", List.of(Project.CHART.resolve("values-cluster.yaml")),
            "external-plain", List.of(OWN_PROFILES.resolve("external-plain.yaml")),
            "everything", List.of(OWN_PROFILES.resolve("everything.yaml")));

    /// @throws IllegalStateException as Helm says it, if the values are refused
    static Rendered with(Map<String, Object> values) {
        return of("default with " + values, List.of(), values);
    }

    static Stream<Rendered> everyProfile() {
        return PROFILES.entrySet().stream().map(profile -> of(profile.getKey(), profile.getValue(), Map.of()));
    }

    static Rendered profile(String name) {
        return of(name, PROFILES.getOrDefault(name, List.of()), Map.of());
    }

    private static Path unhooked() {
        Path copy = Project.ROOT.resolve("e2e/target/unhooked/toolstream");
        try (Stream<Path> files = Files.walk(Project.CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(Project.CHART.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook", HOOK));
            }
            return copy;
        } catch (IOException failure) {
            throw new UncheckedIOException("the chart cannot be copied to " + copy, failure);
        }
    }

    private static Rendered of(String profile, List<Path> files, Map<String, Object> values) {
        TemplateCommand command = new Helm(UNHOOKED)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
        files.forEach(command::withValuesFile);
        values.forEach(command::set);
        return new Rendered(
                profile,
                Tree.documents(command.call()).stream().map(Manifest::new).toList());
    }

    Stream<Manifest> of(String... kinds) {
        return manifests.stream().filter(manifest -> List.of(kinds).contains(manifest.kind()));
    }

    Manifest one(String kind, String component) {
        return of(kind).filter(manifest -> manifest.component().equals(component))
                .findFirst()
                .orElseThrow(() -> new AssertionError("%s has no %s of %s".formatted(profile, kind, component)));
    }

    /// Everything whose pods run.
    Stream<Manifest> workloads() {
        return manifests.stream().filter(Manifest::runsPods);
    }

    @Override
    public String toString() {
        return profile;
    }
}
