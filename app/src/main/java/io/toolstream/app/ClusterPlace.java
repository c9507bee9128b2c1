package io.toolstream.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which local cluster a command is about.
public final class ClusterPlace {
    @Option(names = "--name", defaultValue = "local", description = "Of the cluster; default ${DEFAULT-VALUE}.")
    private String name = "local";

    @Option(names = "--folder", description = "Of its data and logs; default .toolstream/cluster/NAME.")
    private @Nullable Path folder;

    /// The folder in which Toolstream lies and is built.
    public static Path installation() {
        return Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", "."))
                .toAbsolutePath()
                .normalize();
    }

    Path folder() {
        return folder != null ? folder : installation().resolve(Path.of(".toolstream", "cluster", name));
    }
}
