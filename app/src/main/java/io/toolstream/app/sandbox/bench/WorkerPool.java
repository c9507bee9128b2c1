package io.toolstream.app.sandbox.bench;

import io.toolstream.sandbox.worker.SandboxWorker;
import io.toolstream.sandbox.worker.SandboxWorkerSettings;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.code.CodeAsker;
import io.toolstream.transport.code.CodeAskerSettings;
import io.toolstream.transport.log.GroupDeclaration;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Sandbox workers in this JVM on a pool of topics of their own, and one asker.
final class WorkerPool implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(60);
    private static final int OUTSTANDING_MAX = 1_000;
    private static final long LOOK_NANOS = 5_000_000;

    private final List<SandboxWorker> workers = new ArrayList<>();
    private final List<Future<?>> runs = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final LogWriter writer;
    private final CodeAsker asker;

    /// @param partitions of the topic of requests
    /// @param lanes of each worker
    /// @param sandboxes one for each worker; the caller's
    WorkerPool(Cluster cluster, String pool, int partitions, int lanes, List<? extends Sandbox> sandboxes)
            throws InterruptedException, ExecutionException {
        Names names = new Names("bench", pool, "bench");
        makeTopics(cluster, names, partitions);
        Codecs codecs = Codecs.with(SchemaSource.none());
        this.writer = LogWriter.open(cluster, PATIENCE);
        this.asker = CodeAsker.open(
                new CodeAskerSettings(
                        cluster,
                        names,
                        new RunId("bench"),
                        "bench-0",
                        new Incarnation("00000000bbbbbbbb"),
                        "std",
                        CALL_PATIENCE,
                        1,
                        OUTSTANDING_MAX),
                codecs,
                writer,
                new Random(1));
        for (int slot = 0; slot < sandboxes.size(); slot++) {
            SandboxWorker worker = new SandboxWorker(
                    new SandboxWorkerSettings(
                            cluster, names, slot, lanes, Duration.ofSeconds(5), "bench", Map.of("python", "3")),
                    sandboxes.get(slot),
                    codecs,
                    InstantSource.system());
            workers.add(worker);
            runs.add(threads.submit(() -> {
                worker.run();
                return null;
            }));
        }
        awaitReady();
    }

    private void awaitReady() throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!workers.stream().allMatch(SandboxWorker::ready)) {
            for (Future<?> run : runs) {
                if (run.isDone()) {
                    run.get();
                }
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("the workers did not serve within " + PATIENCE);
            }
            Pause.nanos(LOOK_NANOS);
        }
    }

    CodeAsker asker() {
        return asker;
    }

    private static void makeTopics(Cluster cluster, Names names, int partitions) throws InterruptedException {
        List<TopicDeclaration> topics = new ArrayList<>();
        for (Topic topic : List.of(Topics.SCHEMAS, Topics.CODE_REQUESTS, Topics.CODE_RESULTS)) {
            int wanted = topic.equals(Topics.CODE_REQUESTS) ? partitions : topic.partitions();
            topics.add(new TopicDeclaration(topic.in(names), topic.fixed() ? 1 : wanted, (short) 1, topic.settings()));
        }
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(topics);
            admin.applyGroups(List.of(new GroupDeclaration(
                    Topics.CODE_REQUESTS.groupIn(names),
                    Objects.requireNonNull(Topics.CODE_REQUESTS.group()).settings())));
        }
    }

    /// Ends the asker, then the workers.
    @Override
    public void close() {
        asker.close();
        workers.forEach(SandboxWorker::close);
        threads.shutdown();
        threads.close();
        writer.close();
    }
}
