package io.toolstream.app;

import picocli.CommandLine.Command;

/// `toolstream bench`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures.",
        footer = {"", "Example: toolstream bench recipe --seed 2"},
        subcommands = {RecipeCommand.class})
final class BenchCommand {}
