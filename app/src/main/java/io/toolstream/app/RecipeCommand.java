package io.toolstream.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.single.EvaluationReport;
import io.toolstream.app.single.SingleRun;
import io.toolstream.app.single.SingleSettings;
import io.toolstream.app.single.StepReport;
import io.toolstream.app.task.ProblemSource.Split;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `toolstream bench recipe`.
@Command(
        name = "recipe",
        mixinStandardHelpOptions = true,
        description = "Trains the demonstration's policy in one process, without the streams, and evaluates it.",
        footer = {"", "Example: toolstream bench recipe --seed 2 --json"})
final class RecipeCommand implements Callable<Integer> {
    private static final int PROBLEMS = 300;
    private static final int SAMPLES = 4;
    private static final float PAPER_TOP_P = 0.7f;

    @Option(names = "--model", description = "Model folder to start from; default: the committed cold start.")
    private @Nullable Path model;

    @Option(names = "--steps", defaultValue = "100", description = "Default ${DEFAULT-VALUE}; 0 only evaluates.")
    private int steps;

    @Option(names = "--rate", defaultValue = "2e-4", description = "Peak learning rate; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--seed", defaultValue = "1", description = "Of problems and samples; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--no-tools", description = "The control arm: programs do not run.")
    private boolean noTools;

    @Option(names = "--json", description = "One JSON object on standard output, nothing else.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private record Measured(EvaluationReport paper, EvaluationReport raw, EvaluationReport unseen) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path from = model == null ? Checkpoints.named("cold-start") : Checkpoints.model(model);
        ToolUse tools = noTools ? ToolUse.OFF : ToolUse.ALLOWED;
        try (TorchRuntime torch = new DjlTorch();
                ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2));
                SingleRun run =
                        new SingleRun(torch, sandbox, from, SingleSettings.demonstration(steps, rate, tools), seed)) {
            Measured before = measured(run);
            say("before: " + described(before));
            List<StepReport> reports = run.train(report -> say(described(report)));
            Measured after = measured(run);
            say("after: " + described(after));
            if (json) {
                spec.commandLine().getOut().println(object(before, after, reports));
            }
            return 0;
        }
    }

    private Measured measured(SingleRun run) throws InterruptedException {
        return new Measured(
                run.evaluate(Split.HELD_OUT, PROBLEMS, SAMPLES, PAPER_TOP_P, seed),
                run.evaluate(Split.HELD_OUT, PROBLEMS, SAMPLES, 1, seed),
                run.evaluate(Split.UNSEEN_PHRASING, PROBLEMS, 1, PAPER_TOP_P, seed));
    }

    private void say(String line) {
        PrintWriter writer =
                json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        writer.println(line);
        writer.flush();
    }

    private static String described(Measured measured) {
        return String.format(
                Locale.ROOT,
                "accuracy %.4f (top-p 0.7), %.4f (raw), %.4f (unseen phrasing), code ratio %.3f, corrected %.4f",
                measured.paper().accuracy(),
                measured.raw().accuracy(),
                measured.unseen().accuracy(),
                measured.paper().codeRatio(),
                measured.raw().corrected());
    }

    private static String described(StepReport report) {
        return String.format(
                Locale.ROOT,
                "step %d, %.0f s, reward %.3f, code ratio %.2f, corrected %.3f, entropy %.3f, kl %.4f",
                report.step(),
                report.seconds(),
                report.reward(),
                report.codeRatio(),
                report.corrected(),
                report.update().entropy(),
                report.update().kl());
    }

    private ObjectNode object(Measured before, Measured after, List<StepReport> reports) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.put("steps", steps)
                .put("seed", seed)
                .put("tools", !noTools)
                .put("heldout_problems", PROBLEMS)
                .put("accuracy_before", before.paper().accuracy())
                .put("accuracy_after", after.paper().accuracy())
                .put("accuracy_raw_before", before.raw().accuracy())
                .put("accuracy_raw_after", after.raw().accuracy())
                .put("accuracy_unseen_phrasing_before", before.unseen().accuracy())
                .put("accuracy_unseen_phrasing_after", after.unseen().accuracy())
                .put("code_ratio_before", before.paper().codeRatio())
                .put("code_ratio_after", after.paper().codeRatio())
                .put("wall_s", reports.isEmpty() ? 0 : reports.getLast().seconds());
        ArrayNode rewards = object.putArray("rewards");
        reports.forEach(report -> rewards.add(report.reward()));
        return object;
    }
}
