package io.toolstream.sandbox.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.toolstream.schemas.sandbox.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `sandbox`: settings of a sandbox worker.
@ConfigMapping(prefix = "sandbox", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface SandboxConfig {
    /// Programs that run at once, one share consumer each.
    @WithDefault("4")
    int lanes();

    /// How long work in progress may go on at the end. The longest program and the sending of its result fit in
    /// the default: one that is cut off goes back to the queue, and after some restarts is taken for poison.
    @WithDefault("35s")
    Duration drain();

    /// The interpreter; the system's if absent.
    Optional<Path> python();

    /// A Unix socket where a supervisor listens, in a container of its own; a child of the worker if absent.
    Optional<Path> socket();

    /// Isolation layers without which the worker refuses to start.
    @WithDefault("no new privileges,not root,resource limits,seccomp")
    List<String> minimum();

    /// Layers left out on purpose: `namespaces`, `landlock`.
    Optional<Set<String>> without();

    /// The most that a request may ask for; one that asks for more is answered REJECTED.
    Largest limits();

    /// Limits of one program.
    interface Largest {
        /// From its start. A program must end before the lock of its request does.
        @WithDefault("29700ms")
        Duration wall();

        /// Processor time.
        @WithDefault("60s")
        Duration cpu();

        /// Of address space beyond what the interpreter holds.
        @WithDefault("4294967296")
        long memoryBytes();

        /// Size of one file.
        @WithDefault("67108864")
        long fileBytes();

        /// Open at once.
        @WithDefault("256")
        int files();

        /// Files and folders in its scratch folder.
        @WithDefault("4096")
        int inodes();

        /// Started at once.
        @WithDefault("256")
        int threads();

        /// Kept of each of the two output streams.
        @WithDefault("131072")
        int outputBytes();

        /// Written in all before it is killed.
        @WithDefault("134217728")
        long outputTotalBytes();
    }

    /// The most that a request may ask for.
    static Limits largest(SandboxConfig config) {
        Largest limits = config.limits();
        return new Limits(
                limits.wall(),
                limits.cpu(),
                limits.memoryBytes(),
                limits.fileBytes(),
                limits.files(),
                limits.inodes(),
                limits.threads(),
                limits.outputBytes(),
                limits.outputTotalBytes());
    }
}
