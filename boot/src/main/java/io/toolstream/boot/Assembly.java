package io.toolstream.boot;

import java.io.IOException;
import java.time.Duration;

/// How a program is put together from its settings. Each program's `boot` package has one, found by
/// injection.
public interface Assembly {
    /// The program's name, as in logs.
    String name();

    /// Builds the program, on the thread on which it will run.
    AssembledProgram assemble() throws InterruptedException, IOException;

    /// How long the program may take to end in good order; then the process ends all the same, with exit code 1.
    default Duration longestEnd() {
        return Duration.ofSeconds(25);
    }

    /// The exit code that says why the program could not be built, or ended, by `failure`.
    default int exitCode(Throwable failure) {
        return 1;
    }
}
