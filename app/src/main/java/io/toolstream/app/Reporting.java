package io.toolstream.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How a command answers: lines for people, or with `--json` one object on standard output and nothing else there.
/// Progress goes to standard error.
public final class Reporting {
    @Option(names = "--json", description = "One JSON object on standard output, nothing else.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /// Says how far the command has come.
    public void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    /// Gives the answer: `object` with `--json`, `lines` without.
    public void answer(JsonNode object, List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(object);
        } else {
            lines.forEach(out::println);
        }
        out.flush();
    }
}
