package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How a sandbox is built.
///
/// @param python the interpreter
/// @param parallel programs that run at once
/// @param waiting callers that may wait for their turn; one more is refused
/// @param start longest time until the supervisor is ready
/// @param grace from the `TimeoutError` in a program to its death
/// @param slack longest time that an answer may be late
/// @param packages imported beforehand where installed
/// @param minimum layers without which the sandbox refuses to start
/// @param without layers left out on purpose: `namespaces`, `landlock`
/// @param scratchBytes size of a program's scratch folder, where mount namespaces are allowed
/// @param scratchFiles most files in it
/// @param largest limits that a program may ask for
public record SandboxSettings(
        Path python,
        int parallel,
        int waiting,
        Duration start,
        Duration grace,
        Duration slack,
        List<String> packages,
        List<String> minimum,
        Set<String> without,
        long scratchBytes,
        int scratchFiles,
        Limits largest) {

    /// Copies the collections.
    public SandboxSettings {
        packages = List.copyOf(packages);
        minimum = List.copyOf(minimum);
        without = Set.copyOf(without);
    }

    /// The usual sandbox over `python`: every layer the machine allows, and none of the four that every Linux
    /// has
    /// may lack.
    public static SandboxSettings usual(Path python, int parallel) {
        return new SandboxSettings(
                python,
                parallel,
                1_000,
                Duration.ofSeconds(60),
                Duration.ofMillis(300),
                Duration.ofSeconds(30),
                List.of("numpy", "sympy"),
                List.of("no new privileges", "not root", "resource limits", "seccomp"),
                Set.of(),
                64L << 20,
                1_024,
                new Limits(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        4L << 30,
                        64L << 20,
                        256,
                        4_096,
                        256,
                        1 << 20,
                        128L << 20));
    }

    /// The same, without some layers.
    public SandboxSettings without(Set<String> layers) {
        return new SandboxSettings(
                python,
                parallel,
                waiting,
                start,
                grace,
                slack,
                packages,
                minimum,
                layers,
                scratchBytes,
                scratchFiles,
                largest);
    }

    /// The same, with another minimum.
    public SandboxSettings demanding(List<String> layers) {
        return new SandboxSettings(
                python,
                parallel,
                waiting,
                start,
                grace,
                slack,
                packages,
                layers,
                without,
                scratchBytes,
                scratchFiles,
                largest);
    }
}
