package io.toolstream.app;

import io.toolstream.schemas.topic.Names;
import picocli.CommandLine.Option;

/// What the run, its sandbox pool and its data set are called; the defaults are those of the settings.
final class NamesOptions {
    @Option(names = "--run", defaultValue = "local", paramLabel = "NAME", description = "Default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Option(names = "--pool", defaultValue = "sandbox", paramLabel = "NAME", description = "Default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String pool;

    @Option(names = "--dataset", defaultValue = "demo", paramLabel = "NAME", description = "Default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String dataset;

    /// The names.
    ///
    /// @throws RefusedException if one cannot be part of a topic's name
    Names names() {
        try {
            return new Names(run, pool, dataset);
        } catch (IllegalArgumentException illegal) {
            throw new RefusedException("--" + illegal.getMessage());
        }
    }
}
