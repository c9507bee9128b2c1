package io.toolstream.app;

import io.toolstream.app.sandbox.SandboxCommand;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.transport.log.LogUnavailableException;
import java.io.PrintWriter;
import java.nio.file.Files;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

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
            SftCommand.class,
            BenchCommand.class,
            PlotCommand.class,
            ConformCommand.class,
            DataCommand.class,
            TopicsCommand.class,
            RunsCommand.class,
            AccountCommand.class,
            SandboxCommand.class,
            DemoCommand.class,
            ChaosCommand.class
        })
public final class Toolstream {
    private Toolstream() {}

    /// Runs one command and exits with its code.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Toolstream()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> switch (failure) {
            case RefusedException _ -> told(command, failure, 2);
            case LogUnavailableException _ -> told(command, failure, 1);
            case SandboxUnavailableException _ ->
                told(command, failure, Files.isExecutable(Interpreter.path()) ? 1 : 2);
            default -> throw failure;
        });
        line.setParameterExceptionHandler((failure, _) -> refuse(failure));
        return line;
    }

    private static int told(CommandLine command, Exception failure, int code) {
        command.getErr().println(failure.getMessage());
        return code;
    }

    /// One sentence, the nearest names if a name is unknown, and where to read on.
    private static int refuse(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        return 2;
    }
}
