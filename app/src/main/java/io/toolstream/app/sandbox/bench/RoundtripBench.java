package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// What the way through Kafka adds to a program: real workers with lanes of one record, a real asker, one broker.
final class RoundtripBench {
    private static final long IDLE_NANOS = 10_000_000;
    private static final int LANES = 8;
    private static final int QUEUE_LANES = 16;
    private static final int QUEUE_OUTSTANDING = 64;
    private static final int WARM_UP = 3;
    private static final int NEIGHBOURS = 500;
    private static final List<Integer> WORKERS = List.of(1, 2, 4);
    private static final int WORKER_LANES = 2;
    private static final int SCALING_ROUNDS = 12;
    private static final String SLEEP = "import time\ntime.sleep(0.3)\nprint(1)";
    private static final String SLOW = "import time\ntime.sleep(5)";

    private final Cluster cluster;
    private final Path python;
    private final int calls;
    private final int queued;
    private final Consumer<String> progress;
    private int pools;

    /// @param calls of each side when overhead is measured
    /// @param queued requests when the queue alone is measured
    RoundtripBench(Cluster cluster, Path python, int calls, int queued, Consumer<String> progress) {
        this.cluster = cluster;
        this.python = python;
        this.calls = calls;
        this.queued = queued;
        this.progress = progress;
    }

    ObjectNode measure() throws IOException, InterruptedException, ExecutionException {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.set("machine", Machine.described(python));
        // First, as it warms both JVMs: until then their compilers take more processor time than what is measured.
        progress.accept("the queue alone");
        queue(report);
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(python, LANES))) {
            progress.accept("overhead of the way through Kafka");
            overhead(sandbox, report);
            progress.accept("one slow program among " + NEIGHBOURS);
            report.set("slow_neighbour", slowNeighbour(sandbox));
        }
        progress.accept("1, 2 and 4 workers on one partition");
        List<ProcessSandbox> sandboxes = new ArrayList<>();
        try {
            for (int worker = 0; worker < WORKERS.getLast(); worker++) {
                sandboxes.add(new ProcessSandbox(SandboxSettings.usual(python, WORKER_LANES)));
            }
            scaling(sandboxes, report);
        } finally {
            sandboxes.forEach(ProcessSandbox::close);
        }
        return report;
    }

    private WorkerPool pool(int partitions, int lanes, List<? extends Sandbox> sandboxes)
            throws InterruptedException, ExecutionException {
        pools++;
        return new WorkerPool(
                cluster, "bench-" + ProcessHandle.current().pid() + "-" + pools, partitions, lanes, sandboxes);
    }

    private void overhead(ProcessSandbox sandbox, ObjectNode report) throws InterruptedException, ExecutionException {
        List<Double> bare = new ArrayList<>();
        List<Double> queue = new ArrayList<>();
        try (WorkerPool pool = pool(Topics.CODE_REQUESTS.partitions(), LANES, List.of(sandbox))) {
            QueueSandbox remote = new QueueSandbox(pool.asker());
            Load.of(remote, BenchProgram.PRINT.codes(0, calls), LANES, Limits.USUAL);
            for (String code : BenchProgram.PRINT.codes(0, calls)) {
                Pause.nanos(IDLE_NANOS);
                bare.add(Load.ask(sandbox, Program.of(code)).callMs());
                Pause.nanos(IDLE_NANOS);
                queue.add(Load.ask(remote, Program.of(code)).callMs());
            }
        }
        Samples direct = Samples.of(bare);
        Samples through = Samples.of(queue);
        report.put("overhead_p50_ms", Samples.rounded(through.p50() - direct.p50()))
                .put("overhead_p99_ms", Samples.rounded(through.p99() - direct.p99()));
        report.putObject("calls")
                .put("each", calls)
                .put("bare_p50_ms", Samples.rounded(direct.p50()))
                .put("bare_p99_ms", Samples.rounded(direct.p99()))
                .put("queue_p50_ms", Samples.rounded(through.p50()))
                .put("queue_p99_ms", Samples.rounded(through.p99()));
    }

    private ObjectNode slowNeighbour(ProcessSandbox sandbox) throws InterruptedException, ExecutionException {
        try (WorkerPool pool = pool(Topics.CODE_REQUESTS.partitions(), LANES, List.of(sandbox));
                ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor()) {
            QueueSandbox remote = new QueueSandbox(pool.asker());
            List<String> codes = BenchProgram.PRINT.codes(0, NEIGHBOURS);
            Load.of(remote, codes, LANES, Limits.USUAL);
            Load without = Load.of(remote, codes, LANES, Limits.USUAL);
            Future<Load.Answer> slow = aside.submit(() -> Load.ask(remote, Program.of(SLOW)));
            Load with = Load.of(remote, codes, LANES, Limits.USUAL);
            boolean overlapped = !slow.isDone();
            slow.get();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("programs", NEIGHBOURS)
                    .put("lanes", LANES)
                    .put("without_p99_ms", Samples.rounded(without.calls().p99()))
                    .put("with_p99_ms", Samples.rounded(with.calls().p99()))
                    .put(
                            "p99_ratio",
                            Samples.rounded(with.calls().p99() / without.calls().p99()))
                    .put("slow_ran_throughout", overlapped);
        }
    }

    /// Workers in this process, each with a sandbox of its own, so that they share nothing but the JVM and its cores.
    private void scaling(List<ProcessSandbox> sandboxes, ObjectNode report)
            throws InterruptedException, ExecutionException {
        ObjectNode scaling = report.putObject("scaling");
        ObjectNode rates = report.putObject("scaling_per_s");
        report.putObject("scaling_of")
                .put("processes", 1)
                .put("lanes_per_worker", WORKER_LANES)
                .put("sandbox_of", "each worker its own")
                .put("program", SLEEP);
        double one = 0;
        for (int workers : WORKERS) {
            try (WorkerPool pool = pool(1, WORKER_LANES, sandboxes.subList(0, workers))) {
                QueueSandbox remote = new QueueSandbox(pool.asker());
                int lanes = workers * WORKER_LANES;
                Load.of(remote, Collections.nCopies(2 * lanes, SLEEP), 2 * lanes, Limits.USUAL);
                double rate = Load.of(
                                remote, Collections.nCopies(SCALING_ROUNDS * lanes, SLEEP), 2 * lanes, Limits.USUAL)
                        .perSecond();
                one = workers == 1 ? rate : one;
                rates.put(String.valueOf(workers), Samples.rounded(rate));
                scaling.put(String.valueOf(workers), Samples.rounded(rate / one));
            }
        }
    }

    private void queue(ObjectNode report) throws InterruptedException, ExecutionException {
        try (WorkerPool pool = pool(Topics.CODE_REQUESTS.partitions(), QUEUE_LANES, List.of(new NoSandbox()))) {
            QueueSandbox remote = new QueueSandbox(pool.asker());
            Load.of(remote, BenchProgram.PRINT.codes(0, WARM_UP * queued), QUEUE_OUTSTANDING, Limits.USUAL);
            double before = ProcessTree.jvmCpuMs();
            Load load = Load.of(remote, BenchProgram.PRINT.codes(0, queued), QUEUE_OUTSTANDING, Limits.USUAL);
            double cpu = (ProcessTree.jvmCpuMs() - before) / queued;
            report.put("queue_per_s", Samples.rounded(load.perSecond()));
            report.putObject("queue")
                    .put("requests", queued)
                    .put("lanes", QUEUE_LANES)
                    .put("outstanding", QUEUE_OUTSTANDING)
                    .put("p50_ms", Samples.rounded(load.calls().p50()))
                    .put("p99_ms", Samples.rounded(load.calls().p99()))
                    .put("client_cpu_ms", Samples.rounded(cpu));
        }
    }
}
