package io.toolstream.app.demo;

import io.toolstream.app.task.Demonstrator;
import io.toolstream.grading.RewardPresets;
import io.toolstream.learner.program.Learner;
import io.toolstream.learner.program.LearnerSettings;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.rollout.engine.ProgramRule;
import io.toolstream.rollout.worker.FormatChoice;
import io.toolstream.rollout.worker.RolloutWorker;
import io.toolstream.rollout.worker.RolloutWorkerSettings;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.sandbox.worker.SandboxWorker;
import io.toolstream.sandbox.worker.SandboxWorkerSettings;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.topic.Names;
import io.toolstream.trajectories.stream.TrajectoryService;
import io.toolstream.trajectories.stream.TrajectoryServiceSettings;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.FencedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The four programs on threads of one JVM.
final class InProcessPrograms implements AutoCloseable {
    private static final long END_SECONDS = 30;

    private final Cluster cluster;
    private final Names names;
    private final Codecs codecs;
    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Ending> programs = new ArrayDeque<>();
    private final List<Future<?>> ends = new ArrayList<>();
    private volatile @Nullable Learner newest;

    InProcessPrograms(Cluster cluster, Names names, Codecs codecs, Path folder) {
        this.cluster = cluster;
        this.names = names;
        this.codecs = codecs;
        this.folder = folder;
    }

    private interface Ending {
        void end();
    }

    private interface Body {
        void run() throws Exception;
    }

    void sandbox(int lanes) throws InterruptedException {
        ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), lanes));
        SandboxWorker worker = new SandboxWorker(
                new SandboxWorkerSettings(cluster, names, 0, lanes, Duration.ofSeconds(5), "test", Map.of()),
                sandbox,
                codecs,
                InstantSource.system());
        programs.push(sandbox::close);
        start(worker::close, worker::run);
    }

    void trajectories() {
        TrajectoryService service = new TrajectoryService(
                new TrajectoryServiceSettings(
                        cluster, names, 0, true, 1, folder.resolve("state"), Duration.ofMillis(200)),
                RewardPresets.paper(),
                codecs,
                InstantSource.system());
        start(service::close, service::run);
    }

    void rollout(ToolUse tools) {
        DjlTorch torch = new DjlTorch();
        RolloutWorker worker = new RolloutWorker(
                new RolloutWorkerSettings(
                        cluster,
                        names,
                        new RunId(names.run()),
                        0,
                        64,
                        8,
                        256,
                        tools,
                        FormatChoice.RETOOL,
                        "",
                        ProgramRule.stateless(Echo.AST, Limits.USUAL.withWall(Duration.ofSeconds(5))),
                        Demonstrator.OBSERVATION,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(20),
                        "test",
                        folder.resolve("rollout")),
                torch,
                codecs,
                InstantSource.system(),
                new Random());
        start(worker::close, worker::run);
    }

    /// One that replaces the learner before, which may be in the middle of a step and is fenced then.
    Learner learner(LearnerSettings settings) {
        Learner learner = new Learner(settings, new DjlTorch(), codecs, InstantSource.system());
        newest = learner;
        start(learner::close, () -> {
            try {
                learner.run();
            } catch (FencedException replaced) {
                if (learner == newest) {
                    throw replaced;
                }
            }
        });
        return learner;
    }

    private void start(Ending ending, Body body) {
        programs.push(ending);
        ends.add(threads.submit(() -> {
            body.run();
            return null;
        }));
    }

    /// Fails if a program has failed.
    void check() throws InterruptedException {
        for (Future<?> end : ends) {
            if (end.isDone()) {
                try {
                    end.get();
                } catch (ExecutionException failure) {
                    throw new AssertionError("a program failed", failure.getCause());
                }
            }
        }
    }

    /// Ends all of them, the last started first.
    @Override
    public void close() {
        while (!programs.isEmpty()) {
            programs.pop().end();
        }
        for (Future<?> end : ends) {
            try {
                end.get(END_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | InterruptedException late) {
                throw new AssertionError("a program did not end", late);
            } catch (ExecutionException failure) {
                throw new AssertionError("a program failed", failure.getCause());
            }
        }
        threads.shutdown();
    }
}
