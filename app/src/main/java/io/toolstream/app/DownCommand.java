package io.toolstream.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.app.cluster.RunningCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `toolstream down`.
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends a local cluster in good order. Its data stays.",
        footer = {"", "Example: toolstream down --name local"})
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Mixin
    private final ClusterPlace place = new ClusterPlace();

    @Mixin
    private final Reporting reporting = new Reporting();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<RunningCluster> running = RunningCluster.in(place.folder());
        boolean ended = running.isPresent() && running.get().end(PATIENCE);
        String line = running.isEmpty()
                ? "no cluster runs in " + place.folder()
                : ended
                        ? "the cluster in " + place.folder() + " has ended"
                        : "the cluster in " + place.folder() + " did not end within " + PATIENCE.toSeconds()
                                + " s and was killed";
        reporting.answer(
                new ObjectMapper()
                        .createObjectNode()
                        .put("was_running", running.isPresent())
                        .put("ended", running.isEmpty() || ended),
                List.of(line));
        return running.isEmpty() || ended ? 0 : 1;
    }
}
