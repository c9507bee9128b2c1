package io.toolstream.app;

import io.toolstream.app.checkpoint.BaseTraining;
import io.toolstream.app.checkpoint.ColdStartTraining;
import io.toolstream.app.checkpoint.Mixture;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `toolstream checkpoint`: makes the demonstration's checkpoints again.
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = "Makes the demonstration's two checkpoints again, each with its training curve.",
        footer = {
            "",
            "Example: toolstream checkpoint base --out base && toolstream checkpoint cold-start --base base"
                    + " --out cold-start"
        })
final class CheckpointCommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Command(
            name = "base",
            mixinStandardHelpOptions = true,
            description = "Trains the base from nothing: a tokenizer, a copying drill, then right programs only.",
            footer = {"", "Example: toolstream checkpoint base --out base"})
    int base(
            @Option(names = "--out", required = true, description = "Folder to write.") Path out,
            @Option(names = "--drill-steps", defaultValue = "450", description = "Default ${DEFAULT-VALUE}.")
                    int drillSteps,
            @Option(names = "--steps", defaultValue = "2000", description = "Default ${DEFAULT-VALUE}.") int steps,
            @Option(names = "--seed", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.") long seed)
            throws IOException, InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                ProcessSandbox sandbox = sandbox()) {
            new BaseTraining(torch, sandbox, this::progress).run(out, drillSteps, steps, seed);
        }
        return 0;
    }

    @Command(
            name = "cold-start",
            mixinStandardHelpOptions = true,
            description = "Tunes the base briefly on demonstrations of mixed quality.",
            footer = {"", "Example: toolstream checkpoint cold-start --out cold-start"})
    int coldStart(
            @Option(names = "--base", description = "Model folder; default: the committed base.") @Nullable Path base,
            @Option(names = "--out", required = true, description = "Folder to write.") Path out,
            @Mixin MixtureOptions mixture,
            @Option(names = "--steps", defaultValue = "300", description = "Default ${DEFAULT-VALUE}.") int steps,
            @Option(names = "--seed", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.") long seed)
            throws IOException, InterruptedException {
        Mixture mixed = mixture.mixture();
        Path from = base == null ? Checkpoints.named("base") : Checkpoints.model(base);
        try (TorchRuntime torch = new DjlTorch();
                ProcessSandbox sandbox = sandbox()) {
            new ColdStartTraining(torch, sandbox, this::progress).run(from, out, mixed, steps, seed);
        }
        return 0;
    }

    private void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private static ProcessSandbox sandbox() throws InterruptedException {
        return new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2));
    }
}
