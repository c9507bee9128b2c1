package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a sandbox is built.
///
/// @param python the interpreter; its supervisor runs as a child of this process
/// @param socket a Unix socket where a supervisor listens instead, in a container of its own; absent for a child
/// @param parallel programs that run at once
/// @param pool children that wait, isolated, for a program, for each template
/// @param waiting callers that may wait for their turn; one more is refused
/// @param templates what is imported beforehand, smallest first
/// @param warmUp whether the templates make the first calls of their packages, so that programs do not pay for them
/// @param largest limits that a program may ask for
public record SandboxSettings(
        Path python,
        @Nullable Path socket,
        int parallel,
        int pool,
        int waiting,
        Patience patience,
        List<Template> templates,
        boolean warmUp,
        Isolation isolation,
        Renewal renewal,
        Limits largest) {

    /// How long what may take.
    ///
    /// @param start longest time until the supervisor is ready
    /// @param grace from the `TimeoutError` in a program to its death
    /// @param slack longest time that an answer may be late
    /// @param backoff before the second start of a supervisor in a row that ended at once; doubled each time
    /// @param longestBackoff where the doubling ends
    public record Patience(Duration start, Duration grace, Duration slack, Duration backoff, Duration longestBackoff) {}

    /// What must keep a program in.
    ///
    /// @param minimum layers without which the sandbox refuses to start
    /// @param without layers left out on purpose: `namespaces`, `landlock`
    /// @param scratchBytes size of a program's scratch folder, where mount namespaces are allowed
    public record Isolation(List<String> minimum, Set<String> without, long scratchBytes) {
        /// Copies the collections.
        public Isolation {
            minimum = List.copyOf(minimum);
            without = Set.copyOf(without);
        }
    }

    /// When a template is replaced by a fresh one.
    ///
    /// @param forks children after which
    /// @param age after which
    /// @param growthBytes of resident memory, since its start, after which
    public record Renewal(int forks, Duration age, long growthBytes) {}

    /// Copies the templates.
    ///
    /// @throws IllegalArgumentException if nothing could run, or there is no template
    public SandboxSettings {
        templates = List.copyOf(templates);
        if (parallel < 1 || pool < 0 || waiting < 0 || templates.isEmpty()) {
            throw new IllegalArgumentException(
                    "a sandbox runs at least 1 program at once from at least 1 template, got parallel %d, pool %d, waiting %d, %d templates"
                            .formatted(parallel, pool, waiting, templates.size()));
        }
    }

    /// The usual sandbox over `python`: every layer the machine allows, and none of the four that every Linux has
    /// may lack.
    public static SandboxSettings usual(Path python, int parallel) {
        return new SandboxSettings(
                python,
                null,
                parallel,
                Math.min(parallel, 4),
                1_000,
                new Patience(
                        Duration.ofSeconds(60),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5)),
                Template.USUAL,
                true,
                new Isolation(
                        List.of("no new privileges", "not root", "resource limits", "seccomp"), Set.of(), 64L << 20),
                new Renewal(50_000, Duration.ofHours(6), 64L << 20),
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
        return with(new Isolation(isolation.minimum, layers, isolation.scratchBytes));
    }

    /// The same, with another minimum.
    public SandboxSettings demanding(List<String> layers) {
        return with(new Isolation(layers, isolation.without, isolation.scratchBytes));
    }

    private SandboxSettings with(Isolation other) {
        return new SandboxSettings(
                python, socket, parallel, pool, waiting, patience, templates, warmUp, other, renewal, largest);
    }

    /// The same, with other patience.
    public SandboxSettings patient(Patience other) {
        return new SandboxSettings(
                python, socket, parallel, pool, waiting, other, templates, warmUp, isolation, renewal, largest);
    }

    /// The same, for programs that ask for at most `limits`.
    public SandboxSettings giving(Limits limits) {
        return new SandboxSettings(
                python, socket, parallel, pool, waiting, patience, templates, warmUp, isolation, renewal, limits);
    }

    /// The same, with the supervisor that listens at `path`.
    public SandboxSettings over(Path path) {
        return new SandboxSettings(
                python, path, parallel, pool, waiting, patience, templates, warmUp, isolation, renewal, largest);
    }

    /// The same, whose templates have imported their packages and not called them.
    public SandboxSettings unwarmed() {
        return new SandboxSettings(
                python, socket, parallel, pool, waiting, patience, templates, false, isolation, renewal, largest);
    }

    /// The same, with other rules of renewal.
    public SandboxSettings renewing(Renewal other) {
        return new SandboxSettings(
                python, socket, parallel, pool, waiting, patience, templates, warmUp, isolation, other, largest);
    }
}
