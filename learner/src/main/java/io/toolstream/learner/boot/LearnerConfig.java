package io.toolstream.learner.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/// `learner`: what the run asks for and how it learns.
@ConfigMapping(prefix = "learner", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface LearnerConfig {
    /// Hugging Face folder of version 0.
    @WithDefault("app/checkpoints/cold-start")
    Path model();

    /// Of the checkpoints; kept between starts.
    @WithDefault("learner-data")
    Path folder();

    /// After which the run is complete.
    @WithDefault("100")
    int steps();

    /// Groups that one step consumes; see `learner.training.dynamicSampling`.
    @WithDefault("8")
    int groupsPerStep();

    /// Samples of each problem.
    @WithDefault("8")
    int samples();

    /// Versions that the oldest token of a trained group may be behind.
    @WithDefault("2")
    int maxStaleness();

    /// Of the order of problems and of every request's sampling.
    @WithDefault("1")
    long seed();

    /// From the first issue of a request to its end at the latest.
    @WithDefault("5m")
    Duration requestTimeout();

    /// Between two beats of a rollout worker, as `rollout.beat`.
    @WithDefault("1s")
    Duration beat();

    /// Beats after which what a worker named counts as lost.
    @WithDefault("3")
    int beatsMissed();

    /// How often a request is issued at most, the first time included.
    @WithDefault("5")
    int attemptsMax();

    /// How samples are drawn.
    Sampling sampling();

    /// How a batch is learnt from.
    Training training();

    /// Steps between two checkpoints.
    @WithDefault("10")
    int checkpointEvery();

    /// Versions between two whole copies of the weights.
    @WithDefault("1")
    int keyframeEvery();

    /// Checkpoints that stay, the newest.
    @WithDefault("2")
    int checkpointsKept();

    /// Whether to go on from the published weights when steps run again come out differently.
    @WithDefault("false")
    boolean acceptDivergence();

    /// Whether the program ends after the last step instead of idling.
    @WithDefault("false")
    boolean exitWhenComplete();

    /// How samples are drawn.
    interface Sampling {
        /// 0 is greedy.
        @WithDefault("1.0")
        double temperature();

        /// Probability mass kept, in (0, 1].
        @WithDefault("1.0")
        double topP();

        /// Candidates kept; 0 keeps all.
        @WithDefault("0")
        int topK();

        /// Response tokens, the interpreter's included.
        @WithDefault("160")
        int maxTokens();

        /// Code calls.
        @WithDefault("3")
        int maxTurns();
    }

    /// How a batch is learnt from: GRPO's advantages, the clipped objective, AdamW.
    interface Training {
        /// Whether only groups with a signal count towards a step (DAPO); otherwise a step is `learner.groupsPerStep`
        /// groups, of which those with a signal are trained.
        @WithDefault("false")
        boolean dynamicSampling();

        /// Peak learning rate.
        @WithDefault("2e-4")
        double rate();

        /// Share of the peak that is left at the last step.
        @WithDefault("0.1")
        double rateFloor();

        /// Steps until the peak.
        @WithDefault("5")
        int warmUp();

        /// The probability ratio stays above 1 minus this.
        @WithDefault("0.2")
        double clipLow();

        /// The probability ratio stays below 1 plus this.
        @WithDefault("0.28")
        double clipHigh();

        /// Bound of the loss for a negative advantage, in multiples of its size.
        @WithDefault("10")
        double clipDual();

        /// Decay of AdamW's first moment.
        @WithDefault("0.9")
        double beta1();

        /// Decay of its second moment.
        @WithDefault("0.99")
        double beta2();

        /// Of its denominator.
        @WithDefault("1e-8")
        double epsilon();

        /// Decoupled weight decay.
        @WithDefault("0.0")
        double decay();

        /// Largest global L2 norm of the gradient.
        @WithDefault("1.0")
        double gradientMax();

        /// Most tokens of a micro-batch, padding included.
        @WithDefault("4096")
        int tokenBudget();

        /// Most tokens of a trajectory, prompt included, as `rollout.positions`.
        @WithDefault("256")
        int positions();
    }
}
