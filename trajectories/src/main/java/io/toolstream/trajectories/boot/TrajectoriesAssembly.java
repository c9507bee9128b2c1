package io.toolstream.trajectories.boot;

import io.toolstream.boot.AssembledProgram;
import io.toolstream.boot.Assembly;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Slot;
import io.toolstream.grading.RewardFunction;
import io.toolstream.grading.RewardPresets;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.trajectories.stream.TrajectoryService;
import io.toolstream.trajectories.stream.TrajectoryServiceSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;

/// The trajectory service in a process of its own.
@Singleton
final class TrajectoriesAssembly implements Assembly {
    private final TrajectoryServiceSettings settings;
    private final RewardFunction reward;

    TrajectoriesAssembly(KafkaConfig kafka, RunConfig run, TrajectoriesConfig config, Slot slot) {
        this.settings = settings(kafka, run, config, slot);
        this.reward = RewardPresets.named(config.reward());
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
        TrajectoryService service =
                new TrajectoryService(settings, reward, Codecs.with(SchemaSource.none()), InstantSource.system());
        return new AssembledProgram(service::run, service::ready, service::close, () -> {}, Map.of());
    }
}
