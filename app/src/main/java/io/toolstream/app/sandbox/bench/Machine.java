package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What figures were measured on.
final class Machine {
    private static final String VERSIONS = """
            import sys
            for name in ("numpy", "sympy", "scipy"):
                try:
                    print(name, __import__(name).__version__)
                except ImportError:
                    print(name, "absent")
            print("python", sys.version.split()[0])
            """;

    private Machine() {}

    /// `{cores, processor, kernel, jdk, load_1m, python, numpy, sympy, scipy}`.
    static ObjectNode described(Path python) throws IOException {
        ObjectNode machine = JsonNodeFactory.instance
                .objectNode()
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("processor", processor())
                .put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("jdk", Runtime.version().toString())
                .put("load_1m", Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        Process process = new ProcessBuilder(python.toString(), "-I", "-c", VERSIONS).start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().map(line -> line.split(" ", -1)).forEach(pair -> machine.put(pair[0], pair[1]));
        }
        return machine;
    }

    private static String processor() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
