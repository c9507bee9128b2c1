package io.toolstream.app;

import io.toolstream.app.sandbox.SandboxCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `toolstream` command. Exit codes: 0 done, 1 failed, 2 refused before anything was started.
@Command(
        name = "toolstream",
        mixinStandardHelpOptions = true,
        description = "Reinforcement learning of tool-using language models as streams.",
        footer = {"", "Example: toolstream doctor"},
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            CheckpointCommand.class,
            BenchCommand.class,
            PlotCommand.class,
            ConformCommand.class,
            DataCommand.class,
            TopicsCommand.class,
            AccountCommand.class,
            SandboxCommand.class,
            DemoCommand.class
        })
public final class Toolstream {
    private Toolstream() {}

    /// Runs one command and exits with its code.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Toolstream()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (failure instanceof RefusedException) {
                command.getErr().println(failure.getMessage());
                return 2;
            }
            throw failure;
        });
        return line;
    }
}
