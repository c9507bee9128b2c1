package io.toolstream.rollout.boot;

import io.toolstream.boot.AssembledProgram;
import io.toolstream.boot.Assembly;
import io.toolstream.boot.Reading;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.Slot;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.engine.ProgramRule;
import io.toolstream.rollout.worker.RolloutWorker;
import io.toolstream.rollout.worker.RolloutWorkerSettings;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.transport.log.TopicSchemas;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The rollout worker in a process of its own.
@Singleton
final class RolloutAssembly implements Assembly {
    private static final Duration SCHEMAS_PATIENCE = Duration.ofSeconds(20);

    private final RolloutWorkerSettings settings;

    RolloutAssembly(
            KafkaConfig kafka,
            RunConfig run,
            RolloutConfig config,
            Slot slot,
            @ConfigProperty(name = "quarkus.application.version") String build) {
        this.settings = settings(kafka, run, config, slot, build);
    }

    static RolloutWorkerSettings settings(
            KafkaConfig kafka, RunConfig run, RolloutConfig config, Slot slot, String build) {
        return new RolloutWorkerSettings(
                KafkaConfig.cluster(kafka),
                RunConfig.names(run),
                new RunId(run.id()),
                slot.number(),
                config.sequences(),
                config.groupSamples(),
                config.positions(),
                config.tools() ? ToolUse.ALLOWED : ToolUse.OFF,
                config.format(),
                config.instruction().orElse(""),
                programs(config),
                new Observation(config.errors(), config.observation()),
                config.beat(),
                config.callPatience(),
                build,
                config.folder());
    }

    private static ProgramRule programs(RolloutConfig config) {
        if (config.outputBytes() > CodeResult.OUTPUT_BYTES_MAX) {
            throw new SettingsRefusedException(
                    "rollout.outputBytes is %d; no sandbox keeps more than %d, so set at most that"
                            .formatted(config.outputBytes(), CodeResult.OUTPUT_BYTES_MAX));
        }
        return new ProgramRule(
                config.echo(), config.session(), config.sessionCharacters(), RolloutConfig.limits(config));
    }

    @Override
    public String name() {
        return settings.worker();
    }

    @Override
    public AssembledProgram assemble() throws IOException {
        Files.createDirectories(settings.folder());
        DjlTorch torch = new DjlTorch();
        RolloutWorker worker = new RolloutWorker(
                settings,
                torch,
                Codecs.with(new TopicSchemas(settings.cluster(), settings.names(), SCHEMAS_PATIENCE)),
                InstantSource.system(),
                new SecureRandom());
        return new AssembledProgram(worker::run, worker::ready, worker::close, torch::close, readings(worker));
    }

    private static List<Reading> readings(RolloutWorker worker) {
        return List.of(
                told("version", worker, beat -> Objects.requireNonNullElse(beat.version(), -1L)),
                told("samples.written", worker, WorkerBeat::samplesDone),
                told("samples.playing", worker, beat -> beat.rates().getOrDefault("inPlay", 0.0)),
                told("tokens.per.second", worker, beat -> beat.rates().getOrDefault("tokensPerSecond", 0.0)));
    }

    private static Reading told(String name, RolloutWorker worker, ToDoubleFunction<WorkerBeat> value) {
        return Reading.of(name, () -> worker.beat().map(value::applyAsDouble).orElse(0.0));
    }
}
