package io.toolstream.trajectories.stream;

import io.toolstream.grading.RewardPresets;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// The service in a process of its own, for a test to kill: `ServiceProcess BOOTSTRAP STATE_DIRECTORY`.
final class ServiceProcess {
    private ServiceProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (TrajectoryService service = service(arguments[0], Path.of(arguments[1]))) {
            service.run();
        }
    }

    static TrajectoryService service(String bootstrap, Path stateDirectory) {
        return service(bootstrap, stateDirectory, InstantSource.system());
    }

    static TrajectoryService service(String bootstrap, Path stateDirectory, InstantSource clock) {
        return new TrajectoryService(
                new TrajectoryServiceSettings(
                        Cluster.at(bootstrap), Plays.NAMES, 0, true, 2, stateDirectory, Duration.ofMillis(200)),
                RewardPresets.paper(),
                Codecs.with(SchemaSource.none()),
                clock);
    }

    static Process start(String bootstrap, Path stateDirectory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServiceProcess.class.getName(),
                        bootstrap,
                        stateDirectory.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
