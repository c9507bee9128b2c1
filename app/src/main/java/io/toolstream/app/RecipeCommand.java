package io.toolstream.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.RecipeReport.Measured;
import io.toolstream.app.report.DemoResult;
import io.toolstream.app.report.DemoResult.Fact;
import io.toolstream.app.report.ReportFiles;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    @Option(names = "--steps", defaultValue = "120", description = "Default ${DEFAULT-VALUE}; 0 only evaluates.")
    private int steps;

    @Option(names = "--rate", defaultValue = "2e-4", description = "Peak learning rate; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--seed", defaultValue = "1", description = "Of problems and samples; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--no-tools", description = "The control arm: programs do not run.")
    private boolean noTools;

    @Option(names = "--json", description = "One JSON object on standard output, nothing else.")
    private boolean json;

    @Option(names = "--report", description = "Folder for report.html and report.json; measures the base, too.")
    private @Nullable Path report;

    @Option(names = "--control", description = "The report.json of a run whose curve is shown beside this one's.")
    private @Nullable Path control;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path from = model == null ? Checkpoints.named("cold-start") : Checkpoints.model(model);
        ToolUse tools = noTools ? ToolUse.OFF : ToolUse.ALLOWED;
        DemoResult beside = control == null ? null : ReportFiles.read(control);
        Map<String, Measured> policies = new LinkedHashMap<>();
        List<StepReport> reports;
        try (TorchRuntime torch = new DjlTorch();
                ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2))) {
            if (report != null) {
                try (SingleRun base = run(torch, sandbox, Checkpoints.named("base"), ToolUse.ALLOWED)) {
                    measure("base", base, policies);
                }
            }
            try (SingleRun run = run(torch, sandbox, from, tools)) {
                measure("cold start", run, policies);
                reports = run.train(step -> say(described(step)));
                if (steps > 0) {
                    measure(noTools ? "after training without tools" : "after training", run, policies);
                }
            }
        }
        DemoResult result = result(policies, reports);
        if (report != null) {
            say("report: "
                    + ReportFiles.write(beside == null ? result : RecipeReport.withControl(result, beside), report));
        }
        if (json) {
            spec.commandLine().getOut().println(object(policies, reports));
        }
        return 0;
    }

    private SingleRun run(TorchRuntime torch, ProcessSandbox sandbox, Path from, ToolUse tools) throws IOException {
        return new SingleRun(torch, sandbox, from, SingleSettings.demonstration(steps, rate, tools), seed);
    }

    private void measure(String name, SingleRun run, Map<String, Measured> policies) throws InterruptedException {
        Measured measured = measured(run);
        policies.put(name, measured);
        say(name + ": " + described(measured));
    }

    private DemoResult result(Map<String, Measured> policies, List<StepReport> reports) {
        return RecipeReport.of(
                "Seed " + seed,
                List.of(
                        new Fact("seed of problems and samples", Long.toString(seed)),
                        new Fact("steps", Integer.toString(steps)),
                        new Fact("peak learning rate", Double.toString(rate)),
                        new Fact("programs run", noTools ? "no" : "yes"),
                        new Fact("where", "one process, without the streams"),
                        new Fact(
                                "cold start",
                                "the base, briefly tuned on demonstrations of mixed quality; no noise on weights or"
                                        + " labels")),
                noTools ? "without tools" : "with tools",
                policies,
                reports);
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
                "accuracy %.4f (top-p 0.7), %.4f (raw), %.4f (unseen phrasing), code ratio %.3f, corrected %.4f (raw %.4f)",
                measured.paper().accuracy(),
                measured.raw().accuracy(),
                measured.unseen().accuracy(),
                measured.paper().codeRatio(),
                measured.paper().corrected(),
                measured.raw().corrected());
    }

    private static String described(StepReport report) {
        return String.format(
                Locale.ROOT,
                "step %d, %.0f s, reward %.3f, code ratio %.2f, corrected %.3f, recovered %s, entropy %.3f, kl %.4f",
                report.step(),
                report.seconds(),
                report.reward(),
                report.codeRatio(),
                report.corrected(),
                report.recovered() == null ? "-" : String.format(Locale.ROOT, "%.2f", report.recovered()),
                report.update().entropy(),
                report.update().kl());
    }

    private ObjectNode object(Map<String, Measured> policies, List<StepReport> reports) {
        List<Measured> measured = List.copyOf(policies.values());
        Measured after = measured.getLast();
        Measured before = measured.get(Math.max(0, measured.size() - 2));
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
                .put("corrected_before", before.paper().corrected())
                .put("corrected_after", after.paper().corrected())
                .put("wall_s", reports.isEmpty() ? 0 : reports.getLast().seconds());
        Measured base = policies.get("base");
        if (base != null) {
            object.put("accuracy_base", base.paper().accuracy())
                    .put("accuracy_raw_base", base.raw().accuracy())
                    .put("accuracy_unseen_phrasing_base", base.unseen().accuracy());
        }
        ArrayNode rewards = object.putArray("rewards");
        reports.forEach(step -> rewards.add(step.reward()));
        return object;
    }
}
