package io.toolstream.app.cluster;

import io.toolstream.schemas.topic.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How the processes of the cluster are started: the JVM, its flags and memory, and what is run in it.
///
/// @param java the `java` of the JVM that runs this
/// @param installation folder in which Toolstream is built
record Commands(Path java, Path installation) {
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xss512k");

    /// Heap limits with which the whole cluster stays below 4 GiB; weights and activations are outside the
    /// heap.
    private static final Map<Program, String> HEAPS = Map.of(
            Program.ROLLOUT_WORKER, "-Xmx256m",
            Program.SANDBOX_WORKER, "-Xmx128m",
            Program.TRAJECTORY_SERVICE, "-Xmx256m",
            Program.LEARNER, "-Xmx384m");

    /// One thread per tensor operation that sleeps when idle: the programs share few cores.
    static final Map<String, String> ENVIRONMENT = Map.of(
            "TOOLSTREAM_PARENT", "stdin",
            "OMP_NUM_THREADS", "1",
            "GOMP_SPINCOUNT", "0",
            "DJL_OFFLINE", "true",
            "OPT_OUT_TRACKING", "true",
            "MALLOC_ARENA_MAX", "2");

    private static final Path OWN_SESSION = Path.of("/usr/bin/setsid");

    /// The commands of this JVM.
    static Commands of(Path installation) {
        return new Commands(Path.of(System.getProperty("java.home"), "bin", "java"), installation);
    }

    /// The broker, which says `READY host:port`.
    ///
    /// @throws ClusterRefusedException if it has not been built
    List<String> broker(Path folder, int port) {
        Path libraries = built(installation.resolve("broker/target/broker-app"), "the broker");
        List<String> command = new ArrayList<>(start());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx384m",
                "-cp",
                libraries.resolveSibling("*") + ":" + libraries.resolve("*"),
                "io.toolstream.broker.BrokerMain",
                folder.toString(),
                String.valueOf(port)));
        return command;
    }

    /// A program, which says `READY http://host:port`.
    ///
    /// @param overrides settings laid over the file and the environment
    /// @throws ClusterRefusedException if it has not been built
    List<String> program(Program program, Map<String, String> overrides) {
        Path jar = built(
                installation.resolve(program.principal()).resolve("target/quarkus-app/quarkus-run.jar"),
                program.principal());
        List<String> command = new ArrayList<>(start());
        command.addAll(FLAGS);
        command.add(HEAPS.get(program));
        command.addAll(List.of("-jar", jar.toString()));
        overrides.forEach((key, value) -> command.add(key + "=" + value));
        return command;
    }

    /// Where it can be had, a session of its own keeps a terminal's Ctrl-C from the children, so that they
    /// end in order.
    private List<String> start() {
        return Files.isExecutable(OWN_SESSION)
                ? List.of(OWN_SESSION.toString(), java.toString())
                : List.of(java.toString());
    }

    private static Path built(Path place, String what) {
        if (!Files.exists(place)) {
            throw new ClusterRefusedException(
                    "%s is not built: %s is missing; build with `mvn -Pquick -DskipTests package`, or start by ./toolstream"
                            .formatted(what, place));
        }
        return place;
    }
}
