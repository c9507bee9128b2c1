package io.toolstream.sandbox.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Finds a Python interpreter.
public final class Interpreter {
    private static final Path SYSTEM = Path.of("/usr/bin/python3");

    private Interpreter() {}

    /// The system's interpreter, for which distributions install packages, else the first on the search path.
    public static Path path() {
        String searched = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        Stream.of(SYSTEM),
                        List.of(searched.split(":")).stream()
                                .filter(folder -> !folder.isBlank())
                                .map(folder -> Path.of(folder, "python3")))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(SYSTEM);
    }
}
