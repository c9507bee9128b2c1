package io.toolstream.app.chaos;

import io.toolstream.app.account.Account;
import io.toolstream.app.account.Bounds;
import io.toolstream.app.account.RunReader;
import io.toolstream.app.chaos.ChaosSummary.Kill;
import io.toolstream.app.cluster.ClusterFailedException;
import io.toolstream.app.cluster.ClusterSettings;
import io.toolstream.app.cluster.ClusterState;
import io.toolstream.app.cluster.LocalCluster;
import io.toolstream.app.cluster.Member;
import io.toolstream.app.demo.DemoTask;
import io.toolstream.app.demo.RunDeclaration;
import io.toolstream.learner.program.ModelFiles;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Program;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A small training run on a cluster of its own, in which processes are killed as `kill -9` does; then the account, and
/// the learner held against its log.
public final class Chaos {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration STALL = Duration.ofSeconds(60);
    private static final Duration RERUN_OF_A_STEP = Duration.ofSeconds(15);
    private static final String BROKER = "broker";

    private final ChaosSettings settings;
    private final ClusterSettings cluster;
    private final String build;
    private final InstantSource clock;
    private final Consumer<String> progress;

    /// @param progress hears what is killed and how long recovery took
    public Chaos(
            ChaosSettings settings,
            ClusterSettings cluster,
            String build,
            InstantSource clock,
            Consumer<String> progress) {
        this.settings = settings;
        this.cluster = cluster;
        this.build = build;
        this.clock = clock;
        this.progress = progress;
    }

    /// Plays it.
    ///
    /// @throws io.toolstream.app.cluster.ClusterRefusedException if it cannot be begun; nothing is left running
    /// @throws NotRecoveredException if training did not go on after a kill
    public ChaosSummary play() throws IOException, InterruptedException {
        Codecs codecs = Codecs.with(SchemaSource.none());
        try (LocalCluster local = LocalCluster.start(cluster, progress)) {
            RunDeclaration declaration =
                    new RunDeclaration(local.cluster(), local.names(), codecs, clock, RunDeclaration.ONE_BROKER);
            RunManifest manifest =
                    declaration.declare(task(), ModelFiles.identity(settings.model()), cluster.values(), build);
            local.startAll();
            local.awaitServing(settings.patience());
            manifest = declaration.change(manifest, RunManifest.State.RUNNING);
            List<Kill> kills;
            try (LogReader steps =
                    LogReader.fromBeginning(local.cluster(), List.of(Topics.LEARNER_STEPS.in(local.names())))) {
                Fire fire = new Fire(local, steps);
                fire.awaitGoingOn("the start");
                kills = fire.kills();
            }
            declaration.change(manifest, RunManifest.State.PAUSED);
            progress.accept("paused; waiting for the open requests to end");
            Account account = settled(local);
            return new ChaosSummary(kills, account, reproduces(local, account.steps()));
        }
    }

    private DemoTask task() throws InterruptedException {
        progress.accept("drawing problems; their answers come from running the right programs in the sandbox");
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2))) {
            return DemoTask.draw(sandbox, settings.seed(), new DemoTask.Sizes(settings.problems(), 0, 0), 2);
        }
    }

    /// The kills of one run.
    private final class Fire {
        private final LocalCluster local;
        private final LogReader steps;
        private final Random random = new Random(settings.seed());
        private long stepsSeen;

        Fire(LocalCluster local, LogReader steps) {
            this.local = local;
            this.steps = steps;
        }

        List<Kill> kills() throws InterruptedException {
            List<String> names = new ArrayList<>(List.of(BROKER));
            cluster.members().forEach(member -> names.add(member.name()));
            Targets targets = new Targets(names, random);
            List<Kill> kills = new ArrayList<>();
            while (kills.size() < settings.faults()) {
                Instant next = clock.instant()
                        .plusMillis(random.nextLong(settings.calm().toMillis()));
                while (clock.instant().isBefore(next)) {
                    look();
                }
                Kill kill = kill(targets.next());
                kills.add(kill);
                progress.accept(String.format(
                        Locale.ROOT,
                        "killed %s, training goes on after %.1f s (%d of %d)",
                        kill.name(),
                        kill.seconds(),
                        kills.size(),
                        settings.faults()));
            }
            return kills;
        }

        private Kill kill(String name) throws InterruptedException {
            int before = restarts(name);
            long from = System.nanoTime();
            if (name.equals(BROKER)) {
                local.killBroker();
            } else {
                local.kill(member(name));
            }
            Instant deadline = clock.instant().plus(settings.patience());
            while (restarts(name) == before) {
                requireBefore(deadline, name);
                look();
            }
            awaitGoingOn(name);
            return new Kill(name, (System.nanoTime() - from) / 1e9);
        }

        /// Returns when all programs do their work and a step has come after that.
        void awaitGoingOn(String after) throws InterruptedException {
            Instant deadline = clock.instant().plus(settings.patience());
            while (!allReady()) {
                requireBefore(deadline, after);
                look();
            }
            long seen = stepsSeen;
            while (stepsSeen == seen) {
                requireBefore(deadline, after);
                look();
            }
        }

        private boolean allReady() throws InterruptedException {
            for (Member member : cluster.members()) {
                if (!local.ready(member)) {
                    return false;
                }
            }
            return true;
        }

        private void look() {
            stepsSeen += steps.poll(LOOK).size();
        }

        private int restarts(String name) {
            return local.state().processes().stream()
                    .filter(entry -> entry.name().equals(name))
                    .mapToInt(ClusterState.Entry::restarts)
                    .findFirst()
                    .orElseThrow();
        }

        private Member member(String name) {
            return cluster.members().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        private void requireBefore(Instant deadline, String after) {
            if (clock.instant().isAfter(deadline)) {
                throw new NotRecoveredException("no step came within %s of %s (%d steps before); look at the logs in %s"
                        .formatted(settings.patience(), after, stepsSeen, cluster.folder()));
            }
        }
    }

    /// The account once every request has ended, or when the last deadline is long past.
    private Account settled(LocalCluster local) throws InterruptedException {
        RunReader reader =
                new RunReader(local.cluster(), new RunId(local.names().run()), STALL);
        Bounds bounds = reader.manifest().map(Bounds::of).orElseGet(Bounds::unknown);
        Instant deadline = clock.instant().plus(settings.requestTimeout()).plus(settings.patience());
        while (true) {
            Account account = Account.of(reader.records(_ -> {}), bounds, clock.instant(), Duration.ZERO);
            if ((account.open() == 0 && account.lost() == 0) || clock.instant().isAfter(deadline)) {
                return account;
            }
            try (LogReader groups =
                    LogReader.fromEnd(local.cluster(), List.of(Topics.TRAJECTORY_GROUPS.in(local.names())))) {
                groups.poll(Duration.ofSeconds(2));
            }
        }
    }

    /// Whether a learner that has lost its checkpoints comes to the log's hashes at every step.
    private boolean reproduces(LocalCluster local, long steps) throws InterruptedException, IOException {
        Member learner = new Member(Program.LEARNER, 0);
        progress.accept("running %d steps again from the log, without checkpoints".formatted(steps));
        local.stop(learner);
        delete(local.data(learner));
        local.start(learner);
        try {
            local.awaitReady(List.of(learner), settings.patience().plus(RERUN_OF_A_STEP.multipliedBy(steps)));
            return true;
        } catch (ClusterFailedException failure) {
            progress.accept(String.valueOf(failure.getMessage()));
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
