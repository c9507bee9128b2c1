package io.toolstream.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `toolstream doctor`.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what this machine can do: JDK, Python, its packages, isolation.",
        footer = {"", "Example: toolstream doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON object on standard output, nothing else.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        List<Path> searchPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
        List<Finding> findings = new Doctor(searchPath).examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(findings.stream()
                    .map(DoctorCommand::object)
                    .collect(Collectors.joining(",", "{\"findings\":[", "]}")));
        } else {
            findings.forEach(finding -> out.printf(
                    "%-4s %-16s %s%n", finding.present() ? "ok" : "--", finding.subject(), finding.detail()));
        }
        return findings.stream().anyMatch(Finding::blocks) ? 2 : 0;
    }

    private static String object(Finding finding) {
        return "{\"subject\":%s,\"present\":%b,\"required\":%b,\"detail\":%s}"
                .formatted(quote(finding.subject()), finding.present(), finding.required(), quote(finding.detail()));
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
