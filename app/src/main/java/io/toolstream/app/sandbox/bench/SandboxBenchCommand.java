package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.RefusedException;
import io.toolstream.app.Reporting;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `toolstream bench sandbox`.
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = {
            "The sandbox beside cold interpreters and bubblewrap, in one run: latency, throughput, processor time,",
            "leaks, and what the rules about a program's last line break. Needs numpy and sympy. About 4 minutes."
        },
        footer = {
            "",
            "Example: toolstream bench sandbox --json > sandbox.json",
            "Example: toolstream bench sandbox --rounds 8 --leaks 1000"
        })
public final class SandboxBenchCommand implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "40", description = "Turns of a comparison; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--leaks",
            defaultValue = "20000",
            description = "Programs of the leak run; default ${DEFAULT-VALUE}.")
    private int leaks;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Reporting reporting;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (rounds < 1 || leaks < 1) {
            throw new RefusedException("--rounds is " + rounds + ", --leaks " + leaks + "; give at least 1 of each");
        }
        int cores = Runtime.getRuntime().availableProcessors();
        SandboxBench.Effort effort = new SandboxBench.Effort(rounds, leaks);
        try {
            ObjectNode report = new SandboxBench(Interpreter.path(), cores, effort, reporting::progress).measure();
            report.set("claims", Claim.judged(Claim.OF_SANDBOX, report));
            reporting.answer(report, Table.of(report));
        } catch (SandboxUnavailableException unavailable) {
            throw new RefusedException(String.valueOf(unavailable.getMessage()));
        }
        return 0;
    }
}
