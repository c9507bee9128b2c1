package io.toolstream.sandbox.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Python that imports the supervisor's sources, for parts of it that no program can bring to what is to be tested.
final class SourcesScript {
    private static final String HEAD = "import os, socket, sys, time\nsys.path.insert(0, sys.argv[1])\n";

    private SourcesScript() {}

    /// What `code` prints, to either stream.
    ///
    /// @param folder empty, for the sources
    static String output(Path folder, String code) throws IOException {
        SupervisorSources.unpack(folder.resolve("sources"));
        Path script = Files.writeString(folder.resolve("script.py"), HEAD + code);
        Process python = new ProcessBuilder(
                        Interpreter.path().toString(),
                        "-B",
                        script.toString(),
                        folder.resolve("sources").toString())
                .redirectErrorStream(true)
                .start();
        return new String(python.getInputStream().readAllBytes(), UTF_8);
    }
}
