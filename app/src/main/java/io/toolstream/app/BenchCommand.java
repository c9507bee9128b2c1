package io.toolstream.app;

import io.toolstream.app.sandbox.bench.RoundtripBenchCommand;
import io.toolstream.app.sandbox.bench.SandboxBenchCommand;
import picocli.CommandLine.Command;

/// `toolstream bench`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures.",
        footer = {"", "Example: toolstream bench recipe --seed 2"},
        subcommands = {RecipeCommand.class, SandboxBenchCommand.class, RoundtripBenchCommand.class})
final class BenchCommand {}
