package io.toolstream.sandbox.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The supervisor's Python, which lies in our jar.
public final class SupervisorSources {
    private static final List<String> NAMES = List.of(
            "main.py",
            "supervisor.py",
            "running.py",
            "stable.py",
            "endings.py",
            "pages.py",
            "nursery.py",
            "template.py",
            "preparation.py",
            "rehearsal.py",
            "child.py",
            "runner.py",
            "probes.py",
            "isolation.py",
            "landlock.py",
            "limits.py",
            "memory.py",
            "seccomp.py",
            "syscalls.py",
            "wire.py");

    private SupervisorSources() {}

    /// Writes the sources into `folder`, for a container that runs `python3 -s -P -B main.py SOCKET` there, and
    /// returns the file to run.
    ///
    /// @throws IOException if it cannot be written
    public static Path unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : NAMES) {
            try (InputStream source =
                    SupervisorSources.class.getResourceAsStream("/io/toolstream/sandbox/python/" + name)) {
                if (source == null) {
                    throw new IllegalStateException("the jar lacks " + name + "; build it again");
                }
                Files.copy(source, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        // The supervisor gives up root before it reads the last of them, and they hold no secret.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder.resolve("main.py");
    }

    /// Removes what [#unpack(Path)] wrote.
    static void remove(Path folder) throws IOException {
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }
}
