package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What a sandbox holds after many programs beyond what it held before, with templates that are renewed all along: each
/// of them, the rarest too, several times.
///
/// @param programs of the run
record LeakRun(Path python, int cores, int programs, ProcessTree tree) {
    private static final int CALLERS = 8;
    private static final int WARM_UP = 500;

    /// The rarest template serves one program of 25, and so is renewed twice.
    private static final int RENEWALS = 60;

    private static final int FORKS_MIN = 20;
    private static final long LOOK_NANOS = 200_000_000;

    ObjectNode measure() throws InterruptedException, ExecutionException {
        int forks = Math.max(FORKS_MIN, programs / RENEWALS);
        SandboxSettings usual = SandboxSettings.usual(python, cores);
        SandboxSettings.Renewal renewal = new SandboxSettings.Renewal(
                forks, Duration.ofHours(6), usual.renewal().growthBytes());
        try (ProcessSandbox sandbox = new ProcessSandbox(usual.renewing(renewal))) {
            Load.of(sandbox, LeakPrograms.of(Math.min(WARM_UP, programs)), CALLERS);
            ProcessTree.Holdings before = tree.settled(Integer.MAX_VALUE);
            Set<Long> parents = tree.parents();
            Watched watched = watched(sandbox);
            ProcessTree.Holdings after = tree.settled(before.processes());
            Set<Long> renewed = new HashSet<>(watched.parents);
            renewed.addAll(tree.parents());
            renewed.removeAll(parents);
            ObjectNode report = JsonNodeFactory.instance
                    .objectNode()
                    .put("programs", watched.load.answers().size());
            report.set("of_hundred", LeakPrograms.mix());
            return report.put("seconds", Samples.rounded(watched.load.wallMs() / 1000))
                    .put("forks_per_template", forks)
                    .put("templates_renewed", renewed.size())
                    .put("processes", after.processes() - before.processes())
                    .put("fds", after.fds() - before.fds())
                    .put("rss_mb", Samples.rounded(after.rssMb() - before.rssMb()))
                    .put("rss_before_mb", Samples.rounded(before.rssMb()))
                    .put("infrastructure", watched.load.ended(ProgramStatus.INFRASTRUCTURE));
        }
    }

    /// @param parents processes that had a child at some look: whoever is new among them is a renewed template
    private record Watched(Load load, Set<Long> parents) {}

    private Watched watched(ProcessSandbox sandbox) throws InterruptedException, ExecutionException {
        Set<Long> parents = new HashSet<>();
        try (ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Load> load = aside.submit(() -> Load.of(sandbox, LeakPrograms.of(programs), CALLERS));
            while (!load.isDone()) {
                parents.addAll(tree.parents());
                Pause.nanos(LOOK_NANOS);
            }
            return new Watched(load.get(), parents);
        }
    }
}
