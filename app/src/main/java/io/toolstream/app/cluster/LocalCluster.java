package io.toolstream.app.cluster;

import io.toolstream.app.topics.DeclaredTopics;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Program;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A broker and the programs on this machine, as child processes of this one. However this process ends,
/// they end.
///
/// [#start] brings up the broker with its topics; the caller then writes the run's content and calls
/// [#startAll()] or
/// [#start(Member)]. A process that ends unwanted is started again as [RestartPolicy] says.
public final class LocalCluster implements AutoCloseable {
    /// The programs, in the order in which they start.
    public static final List<Program> PROGRAMS =
            List.of(Program.SANDBOX_WORKER, Program.ROLLOUT_WORKER, Program.TRAJECTORY_SERVICE, Program.LEARNER);

    /// The order in which programs end: those that ask for work before those that do it.
    private static final List<Program> ENDING =
            List.of(Program.LEARNER, Program.ROLLOUT_WORKER, Program.SANDBOX_WORKER, Program.TRAJECTORY_SERVICE);

    static final String BROKER = "broker";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final ClusterSettings settings;
    private final Commands commands;
    private final ClusterFolder folder;
    private final Consumer<String> events;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cluster").factory());
    private final Health health = new Health();
    private final Supervised broker;
    private final Map<Member, Supervised> members = new LinkedHashMap<>();
    private volatile int brokerPort;
    private boolean closed;

    private LocalCluster(ClusterSettings settings, ClusterFolder folder, Consumer<String> events) {
        this.settings = settings;
        this.commands = Commands.of(settings.installation());
        this.folder = folder;
        this.events = events;
        this.brokerPort = settings.brokerPort();
        this.broker = new Supervised(
                BROKER,
                settings.restarts(),
                () -> child(BROKER, commands.broker(folder.broker(), brokerPort)),
                timer,
                events);
    }

    /// Starts the broker and makes the topics.
    ///
    /// @param events hears one line for every process that ends unwanted
    /// @throws ClusterRefusedException if a cluster runs in the folder, the folder cannot be written, the
    ///     port is in
    ///     use, or something is not built
    public static LocalCluster start(ClusterSettings settings, Consumer<String> events) throws InterruptedException {
        if (!ClusterFolder.busy(settings.folder())) {
            BrokerPort.requireFree(settings.brokerPort());
        }
        LocalCluster cluster = new LocalCluster(settings, ClusterFolder.own(settings.folder()), events);
        try {
            cluster.begin();
            return cluster;
        } catch (RuntimeException | InterruptedException failure) {
            cluster.close();
            throw failure;
        }
    }

    /// What Kafka clients need to find the broker.
    public String bootstrap() {
        return "127.0.0.1:" + brokerPort;
    }

    /// The broker as the programs' clients see it.
    public Cluster cluster() {
        return Cluster.at(bootstrap());
    }

    /// Of the run, its pool and its data set.
    public Names names() {
        return settings.names();
    }

    /// Starts the members that the settings name, in their order. Returns at once.
    public void startAll() {
        settings.members().forEach(this::start);
    }

    /// Starts one member. Returns at once; see [#awaitReady].
    ///
    /// @throws IllegalStateException if it runs already
    public synchronized void start(Member member) {
        Supervised place = members.computeIfAbsent(member, this::place);
        place.start();
        publish();
    }

    /// Ends one member in good order; it stays down until started again.
    public void stop(Member member) throws InterruptedException {
        place(member, "stopped").stop(settings.patience());
        publish();
    }

    /// Ends one member in good order and starts it again.
    public void restart(Member member) throws InterruptedException {
        stop(member);
        start(member);
    }

    /// Ends one member as `kill -9` does; the restart policy brings it back.
    public void kill(Member member) throws InterruptedException {
        place(member, "killed").kill();
    }

    /// Ends the broker as `kill -9` does; the restart policy brings it back on the same port with the same
    /// records.
    public void killBroker() throws InterruptedException {
        broker.kill();
    }

    /// Returns when every member that is to run says that it does its work. A rollout worker does from
    /// version 0 on, the
    /// learner when its run is declared.
    ///
    /// @throws ClusterFailedException if one does not within `patience`, or stays down; the message names
    ///     it and its
    ///     log
    public void awaitReady(Duration patience) throws InterruptedException {
        awaitReady(started(), patience);
    }

    /// The same for some members.
    public void awaitReady(Collection<Member> some, Duration patience) throws InterruptedException {
        await(some, patience, "ready", this::ready);
    }

    /// Returns when every member that is to run serves its health, ready or not.
    ///
    /// @throws ClusterFailedException as [#awaitReady]
    public void awaitServing(Duration patience) throws InterruptedException {
        await(started(), patience, "serving", member -> address(member).isPresent());
    }

    /// Whether `member` says now that it does its work.
    public boolean ready(Member member) throws InterruptedException {
        Optional<String> address = address(member);
        return address.isPresent() && health.ready(address.get());
    }

    /// Where the health and metrics of `member` are, once it serves: `http://127.0.0.1:PORT`.
    public Optional<String> address(Member member) {
        Supervised place = place(member, "asked");
        return place.state() == Supervised.State.RUNNING
                ? place.child().flatMap(ChildProcess::address)
                : Optional.empty();
    }

    /// How often `member` was started again by itself.
    public int restarts(Member member) {
        return place(member, "asked").restarts();
    }

    /// The folder in which `member` keeps its files.
    public Path data(Member member) {
        return folder.data(member.name());
    }

    /// Resident bytes of this process and of all of the cluster.
    public long residentBytes() {
        return ResidentMemory.ofTree(ProcessHandle.current());
    }

    /// What runs now.
    public synchronized ClusterState state() {
        List<ClusterState.Entry> entries = new ArrayList<>();
        entries.add(entry(BROKER, broker));
        members.forEach((member, place) -> entries.add(entry(member.name(), place)));
        ProcessHandle self = ProcessHandle.current();
        return new ClusterState(
                self.pid(),
                ClusterState.startedAt(self),
                bootstrap(),
                settings.names().run(),
                entries);
    }

    /// Ends the learner, the rollout workers, the sandbox workers, the trajectory service and the broker,
    /// in this
    /// order.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        timer.shutdownNow();
        boolean interrupted = Thread.interrupted();
        for (Program program : ENDING) {
            interrupted |= !end(started().stream()
                    .filter(member -> member.program() == program)
                    .map(member -> place(member, "stopped"))
                    .toList());
        }
        interrupted |= !end(List.of(broker));
        health.close();
        folder.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin() throws InterruptedException {
        writeSettings();
        broker.start();
        try {
            String address = broker.child().orElseThrow().awaitReady(settings.patience());
            brokerPort = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        } catch (ClusterFailedException failure) {
            int code = broker.child().map(child -> exitCode(child.process())).orElse(0);
            throw code == 2 ? new ClusterRefusedException(String.valueOf(failure.getMessage()), failure) : failure;
        }
        new DeclaredTopics(cluster(), settings.patience(), (short) 1).apply(Topics.ALL, settings.names());
        publish();
        var _ = timer.scheduleWithFixedDelay(
                this::publish, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private interface Condition {
        boolean holds(Member member) throws InterruptedException;
    }

    private void await(Collection<Member> some, Duration patience, String what, Condition condition)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (Member member : some) {
            while (!condition.holds(member) && place(member, "awaited").state() != Supervised.State.DOWN) {
                if (place(member, "awaited").state() == Supervised.State.FAILED) {
                    throw new ClusterFailedException("%s does not stay up%s"
                            .formatted(member.name(), LogTail.lastWords(folder.log(member.name()))));
                }
                if (System.nanoTime() - end > 0) {
                    throw new ClusterFailedException("%s is not %s after %d s%s"
                            .formatted(
                                    member.name(),
                                    what,
                                    patience.toSeconds(),
                                    LogTail.lastWords(folder.log(member.name()))));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            }
        }
        publish();
    }

    private Supervised place(Member member) {
        return new Supervised(
                member.name(),
                settings.restarts(),
                () -> child(member.name(), commands.program(member.program(), overrides(member))),
                timer,
                events);
    }

    private ChildProcess child(String name, List<String> command) {
        Map<String, String> environment = new TreeMap<>(Commands.ENVIRONMENT);
        environment.putAll(settings.programs().secrets());
        environment.put("TOOLSTREAM_CONFIG", folder.settings().toString());
        return ChildProcess.start(name, command, environment, folder.log(name));
    }

    private Map<String, String> overrides(Member member) {
        Map<String, String> overrides = new TreeMap<>();
        overrides.put("kafka.bootstrap", bootstrap());
        overrides.put("http.host", "127.0.0.1");
        overrides.put("http.port", "0");
        overrides.put("slot", String.valueOf(member.slot()));
        String own = folder.data(member.name()).toString();
        switch (member.program()) {
            case ROLLOUT_WORKER -> overrides.put("rollout.folder", own);
            case TRAJECTORY_SERVICE -> overrides.put("trajectories.folder", own);
            // Another run's checkpoints are refused, so each run has its own.
            case LEARNER ->
                overrides.put(
                        "learner.folder",
                        folder.data(member.name())
                                .resolve(settings.names().run())
                                .toString());
            case SANDBOX_WORKER, CLI, IMPORT -> {}
        }
        return overrides;
    }

    private void writeSettings() {
        Properties properties = new Properties();
        properties.putAll(settings.values());
        properties.put("run.id", settings.names().run());
        properties.put("run.pool", settings.names().pool());
        properties.put("run.dataset", settings.names().dataset());
        try (Writer writer = Files.newBufferedWriter(folder.settings())) {
            properties.store(writer, "Written by the local cluster at its start.");
        } catch (IOException failure) {
            throw new UncheckedIOException("the settings of the programs cannot be written", failure);
        }
    }

    private synchronized void publish() {
        try {
            if (!closed) {
                folder.write(state());
            }
        } catch (UncheckedIOException failure) {
            events.accept(failure.getMessage() + ": " + failure.getCause());
        }
    }

    private ClusterState.Entry entry(String name, Supervised place) {
        Optional<ChildProcess> child = place.child();
        return new ClusterState.Entry(
                name,
                child.map(one -> one.process().pid()).orElse(0L),
                child.flatMap(ChildProcess::address)
                        .filter(address -> address.startsWith("http"))
                        .orElse(null),
                place.state().name(),
                place.restarts(),
                folder.log(name).toString());
    }

    private synchronized List<Member> started() {
        return List.copyOf(members.keySet());
    }

    private synchronized Supervised place(Member member, String what) {
        Supervised place = members.get(member);
        if (place == null) {
            throw new IllegalStateException("%s cannot be %s: it was never started; started are %s"
                    .formatted(
                            member.name(),
                            what,
                            members.keySet().stream().map(Member::name).toList()));
        }
        return place;
    }

    /// Ends places side by side. Closing goes on when interrupted.
    ///
    /// @return whether it was left undisturbed
    private boolean end(List<Supervised> places) {
        List<Thread> ending = places.stream()
                .map(place -> Thread.ofPlatform().start(() -> {
                    try {
                        place.stop(settings.patience());
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        boolean undisturbed = true;
        for (Thread one : ending) {
            while (one.isAlive()) {
                try {
                    one.join();
                } catch (InterruptedException _) {
                    undisturbed = false;
                }
            }
        }
        return undisturbed;
    }

    private static int exitCode(Process process) {
        return process.isAlive() ? 0 : process.exitValue();
    }
}
