package io.toolstream.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.sandbox.process.Interpreter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `toolstream doctor`.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what this machine can do: JDK, Python and its packages, the sandbox's isolation, libtorch,"
                + " disk, memory, ports and, if named, a broker. Exit code 1 when something required is missing.",
        footer = {"", "Example: toolstream doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT,...",
            description = "Also require a Kafka broker at one of these addresses.")
    private @Nullable String bootstrap;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Reporting reporting;

    @Override
    public Integer call() throws InterruptedException {
        Path root = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", "."));
        List<Finding> findings =
                new ArrayList<>(new Doctor(Interpreter.path(), root, Path.of("/proc/meminfo")).examine());
        if (bootstrap != null) {
            findings.add(broker(bootstrap));
        }
        boolean ok = findings.stream().noneMatch(Finding::blocks);
        reporting.answer(object(findings, ok), lines(findings));
        return ok ? 0 : 1;
    }

    private static Finding broker(String bootstrap) {
        String failure = ClusterOptions.unreachable(bootstrap);
        return failure == null
                ? new Finding("broker", true, true, bootstrap + " takes connections")
                : new Finding("broker", false, true, failure);
    }

    private static ObjectNode object(List<Finding> findings, boolean ok) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("ok", ok);
        ArrayNode array = object.putArray("findings");
        for (Finding finding : findings) {
            array.addObject()
                    .put("subject", finding.subject())
                    .put("present", finding.present())
                    .put("required", finding.required())
                    .put("detail", finding.detail());
        }
        return object;
    }

    private static List<String> lines(List<Finding> findings) {
        return findings.stream()
                .map(finding -> "%-8s %-10s %s".formatted(mark(finding), finding.subject(), finding.detail()))
                .toList();
    }

    private static String mark(Finding finding) {
        if (finding.present()) {
            return "ok";
        }
        return finding.required() ? "MISSING" : "absent";
    }
}
