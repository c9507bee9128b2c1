package io.toolstream.app.sandbox;

import picocli.CommandLine.Command;

/// `toolstream sandbox`.
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = "Runs Python programs in the sandbox, without Kafka.",
        footer = {"", "Example: echo 'print(6*7)' | toolstream sandbox run"},
        subcommands = {SandboxRunCommand.class})
public final class SandboxCommand {}
