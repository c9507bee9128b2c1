package io.toolstream.app;

        subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, DoctorCommand.class, CheckpointCommand.class, BenchCommand.class, ConformCommand.class, DataCommand.class, TopicsCommand.class, AccountCommand.class, SandboxCommand.class})
public final class Toolstream {
    private Toolstream() {}

    /// Runs one command and exits with its code.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Toolstream());
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (failure instanceof RefusedException) {
                command.getErr().println(failure.getMessage());
                return 2;
            }
            if (failure instanceof LogUnavailableException) {
                command.getErr().println(failure.getMessage());
                return 1;
            }
            throw failure;
        });
        return line;
    }
}
