package io.toolstream.learner.boot;

import io.toolstream.boot.AssembledProgram;
import io.toolstream.boot.Assembly;
import io.toolstream.boot.Reading;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.learner.commit.CommitPlan;
import io.toolstream.learner.feed.FeedSettings;
import io.toolstream.learner.program.DivergedException;
import io.toolstream.learner.program.Learner;
import io.toolstream.learner.program.LearnerSettings;
import io.toolstream.learner.program.TrainingSettings;
import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.policy.model.Clip;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.transport.log.TopicSchemas;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The learner in a process of its own.
@Singleton
final class LearnerAssembly implements Assembly {
    private static final Duration SCHEMAS_PATIENCE = Duration.ofSeconds(20);

    /// Of the last step's report, shown as metrics.
    private static final List<String> FIGURES = List.of(
            "policy/loss",
            "policy/entropy",
            "policy/clip_ratio",
            "policy/kl",
            "policy/gradient_norm",
            "policy/tokens",
            "staleness/max",
            "backlog/waiting",
            "time/wait_s",
            "time/train_s");

    private final LearnerSettings settings;

    LearnerAssembly(
            KafkaConfig kafka,
            RunConfig run,
            LearnerConfig config,
            @ConfigProperty(name = "quarkus.application.version") String build) {
        this.settings = settings(kafka, run, config, build);
    }

    /// @throws SettingsRefusedException if there is no model, or one of another architecture
    static LearnerSettings settings(KafkaConfig kafka, RunConfig run, LearnerConfig config, String build) {
        requireModel(config.model());
        return new LearnerSettings(
                KafkaConfig.cluster(kafka),
                RunConfig.names(run),
                feed(run, config),
                training(config.training(), config.steps()),
                new CommitPlan(config.checkpointEvery(), config.keyframeEvery()),
                config.model(),
                config.folder(),
                config.checkpointsKept(),
                config.acceptDivergence(),
                config.exitWhenComplete(),
                build);
    }

    /// @throws SettingsRefusedException if `folder` holds no model that can be trained
    static void requireModel(Path folder) {
        try {
            ModelConfig.read(folder);
        } catch (IllegalArgumentException unfit) {
            throw new SettingsRefusedException("learner.model: " + unfit.getMessage());
        }
        if (!Files.isReadable(folder.resolve("model.safetensors"))) {
            throw new SettingsRefusedException(
                    "learner.model is %s, which has no model.safetensors; fetch the model's weights".formatted(folder));
        }
    }

    private static FeedSettings feed(RunConfig run, LearnerConfig config) {
        LearnerConfig.Sampling drawn = config.sampling();
        requirePlayable(drawn);
        return new FeedSettings(
                new RunId(run.id()),
                config.seed(),
                config.samples(),
                new Sampling(
                        drawn.temperature(),
                        drawn.topP(),
                        drawn.topK(),
                        config.seed(),
                        drawn.maxTokens(),
                        drawn.maxTurns()),
                config.groupsPerStep(),
                config.maxStaleness(),
                config.requestTimeout(),
                config.beat(),
                config.beatsMissed(),
                config.attemptsMax());
    }

    /// @throws SettingsRefusedException if rollout workers cannot draw so
    static void requirePlayable(LearnerConfig.Sampling drawn) {
        if (!(drawn.temperature() > 0)) {
            throw new SettingsRefusedException(
                    "learner.sampling.temperature is %s; rollout workers draw at positive ones only, and samples that are all alike teach nothing"
                            .formatted(drawn.temperature()));
        }
        if (drawn.topK() != 0) {
            throw new SettingsRefusedException(
                    "learner.sampling.topK is %d; rollout workers keep all candidates, which is 0, or choose by topP"
                            .formatted(drawn.topK()));
        }
    }

    private static TrainingSettings training(LearnerConfig.Training config, int steps) {
        return new TrainingSettings(
                steps,
                config.dynamicSampling(),
                new RateSchedule(config.rate(), config.rateFloor(), config.warmUp(), steps),
                new Clip(config.clipLow(), config.clipHigh(), config.clipDual()),
                config.beta1(),
                config.beta2(),
                config.epsilon(),
                config.decay(),
                config.gradientMax(),
                config.tokenBudget(),
                config.positions());
    }

    @Override
    public String name() {
        return "learner-0";
    }

    @Override
    public AssembledProgram assemble() throws IOException {
        Files.createDirectories(settings.folder());
        DjlTorch torch = new DjlTorch();
        Learner learner = new Learner(
                settings,
                torch,
                Codecs.with(new TopicSchemas(settings.cluster(), settings.names(), SCHEMAS_PATIENCE)),
                InstantSource.system());
        return new AssembledProgram(learner::run, learner::ready, learner::close, torch::close, readings(learner));
    }

    private static List<Reading> readings(Learner learner) {
        List<Reading> readings = new ArrayList<>();
        readings.add(said("step", learner, StepReport::step));
        readings.add(said("version", learner, StepReport::version));
        for (String figure : FIGURES) {
            readings.add(said(
                    figure.replace('/', '.').replace('_', '.'),
                    learner,
                    report -> report.metrics().getOrDefault(figure, 0.0)));
        }
        return readings;
    }

    private static Reading said(String name, Learner learner, ToDoubleFunction<StepReport> value) {
        return Reading.of(name, () -> learner.newest().map(value::applyAsDouble).orElse(0.0));
    }

    @Override
    public int exitCode(Throwable failure) {
        return failure instanceof DivergedException ? DivergedException.EXIT_CODE : Assembly.super.exitCode(failure);
    }
}
