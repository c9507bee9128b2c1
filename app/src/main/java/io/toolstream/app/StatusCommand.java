package io.toolstream.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.cluster.ClusterState;
import io.toolstream.app.cluster.RunningCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `toolstream status`.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says what of a local cluster runs and is ready, and the memory that it holds.",
        footer = {"", "Example: toolstream status --json"})
final class StatusCommand implements Callable<Integer> {
    private static final long MEBIBYTE = 1 << 20;

    @Mixin
    private final ClusterPlace place = new ClusterPlace();

    @Mixin
    private final Reporting reporting = new Reporting();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode object = new ObjectMapper().createObjectNode();
        Optional<RunningCluster> running = RunningCluster.in(place.folder());
        object.put("running", running.isPresent());
        if (running.isEmpty()) {
            reporting.answer(object, List.of("no cluster runs in " + place.folder()));
            return 0;
        }
        reporting.answer(object, described(running.get(), object));
        return 0;
    }

    private static List<String> described(RunningCluster running, ObjectNode object) throws InterruptedException {
        ClusterState state = running.state();
        long resident = running.residentBytes();
        object.put("pid", state.pid())
                .put("bootstrap", state.bootstrap())
                .put("run", state.run())
                .put("resident_bytes", resident);
        ArrayNode processes = object.putArray("processes");
        List<String> lines = new ArrayList<>();
        lines.add(
                "run %s, broker at %s, %d MiB resident".formatted(state.run(), state.bootstrap(), resident / MEBIBYTE));
        for (ClusterState.Entry entry : state.processes()) {
            boolean ready = running.ready(entry);
            processes
                    .addObject()
                    .put("name", entry.name())
                    .put("pid", entry.pid())
                    .put("state", entry.state())
                    .put("ready", ready)
                    .put("restarts", entry.restarts())
                    .put("http", entry.http())
                    .put("log", entry.log());
            lines.add("%-20s %-10s %-9s pid %-7d restarts %d  %s"
                    .formatted(
                            entry.name(),
                            entry.state(),
                            ready ? "ready" : "not ready",
                            entry.pid(),
                            entry.restarts(),
                            entry.log()));
        }
        return lines;
    }
}
