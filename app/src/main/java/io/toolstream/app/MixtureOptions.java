package io.toolstream.app;

import io.toolstream.app.checkpoint.Mixture;
import picocli.CommandLine.Option;

/// Shares of the kinds of demonstration, for experiments with other cold starts than the committed one.
final class MixtureOptions {
    @Option(names = "--flawed", description = "Share of flawed programs; default: the committed cold start's.")
    private double flawed = Mixture.COMMITTED.flawed();

    @Option(names = "--mental", description = "Share of mental arithmetic; default: the committed cold start's.")
    private double mental = Mixture.COMMITTED.mental();

    @Option(names = "--corrected", description = "Share of self-corrections; default: the committed cold start's.")
    private double corrected = Mixture.COMMITTED.corrected();

    /// The mixture asked for; right programs are what is left.
    ///
    /// @throws RefusedException if the shares do not make one
    Mixture mixture() {
        try {
            return new Mixture(flawed, mental, corrected);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }
}
