package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/// A sandbox of each tier that this machine gives, below a process that holds a secret.
final class Tiers implements AutoCloseable {
    private final Machine machine = Machine.ask();
    private final Map<Tier, ProcessSandbox> sandboxes = new EnumMap<>(Tier.class);
    private final Path folder;

    /// Starts them, two programs at once in each.
    Tiers(String secret) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("tiers");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Tier tier : Tier.values()) {
            if (machine.gives(tier)) {
                sandboxes.put(tier, new ProcessSandbox(tier.settings(folder, 2, secret)));
            }
        }
    }

    /// Writable by everybody.
    Path folder() {
        return folder;
    }

    Machine machine() {
        return machine;
    }

    /// That of `tier`. Skips the test where the machine cannot give one, and fails it where the sandbox alone cannot.
    ProcessSandbox at(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = sandboxes.get(tier);
        assumeTrue(sandbox != null, "no " + tier + " on " + machine);
        assert sandbox != null;
        assertThat(sandbox.tier())
                .as("%s on %s: %s %s", tier, machine, sandbox.layers(), sandbox.withoutNamespaces())
                .isEqualTo(tier.expected());
        return sandbox;
    }

    @Override
    public void close() throws IOException {
        sandboxes.values().forEach(ProcessSandbox::close);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
