package io.toolstream.learner.program;

import io.toolstream.learner.commit.CommitPlan;
import io.toolstream.learner.feed.FeedSettings;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.nio.file.Path;

/// What the learner is told.
///
/// @param names            of the run, its pool and its data set
/// @param feed             what is asked for
/// @param training         how it is learnt from
/// @param plan             how often a checkpoint and a keyframe are written
/// @param model            Hugging Face folder of version 0: `config.json`, `model.safetensors`, `tokenizer.json`,
///     `tokenizer_config.json`
/// @param folder           of this run's checkpoints, kept between starts
/// @param checkpointsKept  the newest that stay
/// @param acceptDivergence whether to go on from the published weights when steps run again come out differently
/// @param exitWhenComplete whether [Learner#run()] returns after the last step instead of idling
/// @param build            of this program
public record LearnerSettings(
        Cluster cluster,
        Names names,
        FeedSettings feed,
        TrainingSettings training,
        CommitPlan plan,
        Path model,
        Path folder,
        int checkpointsKept,
        boolean acceptDivergence,
        boolean exitWhenComplete,
        String build) {

    /// Checks what one setting demands of another.
    ///
    /// @throws IllegalArgumentException naming the setting
    public LearnerSettings {
        if (!feed.runId().value().equals(names.run())) {
            throw new IllegalArgumentException("the feed is of run %s, the topics are of run %s"
                    .formatted(feed.runId().value(), names.run()));
        }
        if (checkpointsKept < 1) {
            throw new IllegalArgumentException(
                    "learner.checkpointsKept is %d; it must be at least 1".formatted(checkpointsKept));
        }
        if (plan.keyframeEvery() != 1) {
            throw new IllegalArgumentException(
                    "learner.keyframeEvery is %d; this build publishes keyframes only: set it to 1"
                            .formatted(plan.keyframeEvery()));
        }
        if (feed.samples() < 2) {
            throw new IllegalArgumentException(
                    "learner.samples is %d; advantages within a group need at least 2".formatted(feed.samples()));
        }
    }

    /// The run.
    public RunId runId() {
        return feed.runId();
    }
}
