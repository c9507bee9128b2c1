package io.toolstream.trajectories.boot;

import io.toolstream.boot.AssembledProgram;
import io.toolstream.boot.Assembly;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Slot;
import io.toolstream.grading.RewardPresets;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.trajectories.lag.QueueWatch;
import io.toolstream.trajectories.stream.Figures;
import io.toolstream.trajectories.stream.GroupLog;
import io.toolstream.trajectories.stream.TrajectoryService;
import io.toolstream.trajectories.stream.TrajectoryServiceSettings;
import io.toolstream.transport.log.TopicSchemas;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The trajectory service in a process of its own.
@Singleton
final class TrajectoriesAssembly implements Assembly {
    private static final Duration SCHEMAS_PATIENCE = Duration.ofSeconds(20);

    /// How long one who asks for figures waits for the cluster.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TrajectoryServiceSettings settings;
    private final TrajectoryService service;
    private final GroupLog groups;
    private final QueueWatch watch;

    TrajectoriesAssembly(KafkaConfig kafka, RunConfig run, TrajectoriesConfig config, Slot slot) {
        this.settings = settings(kafka, run, config, slot);
        Codecs codecs = Codecs.with(new TopicSchemas(settings.cluster(), settings.names(), SCHEMAS_PATIENCE));
        InstantSource clock = InstantSource.system();
        this.service = new TrajectoryService(settings, RewardPresets.named(config.reward()), codecs, clock);
        this.groups = new GroupLog(
                settings.cluster(), Topics.TRAJECTORY_GROUPS.in(settings.names()), codecs.trajectoryGroups(), PATIENCE);
        this.watch = QueueWatch.open(settings.cluster(), settings.names(), PATIENCE, clock);
    }

    static TrajectoryServiceSettings settings(KafkaConfig kafka, RunConfig run, TrajectoriesConfig config, Slot slot) {
        return new TrajectoryServiceSettings(
                KafkaConfig.cluster(kafka),
                RunConfig.names(run),
                slot.number(),
                config.spreadNeeded(),
                config.threads(),
                config.folder(),
                config.tick());
    }

    @Override
    public String name() {
        return "trajectories-" + settings.slot();
    }

    @Override
    public AssembledProgram assemble() throws IOException {
        Files.createDirectories(settings.stateDirectory());
        return new AssembledProgram(service::run, service::ready, service::close, watch::close, List.of());
    }

    Figures figures() {
        return service.figures();
    }

    GroupLog groups() {
        return groups;
    }

    QueueWatch queues() {
        return watch;
    }
}
