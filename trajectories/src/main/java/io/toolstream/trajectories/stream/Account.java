package io.toolstream.trajectories.stream;

import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.trajectories.evaluation.EvaluationTally;
import io.toolstream.trajectories.evaluation.EvaluationTally.Count;
import io.toolstream.trajectories.evaluation.SampleFigures;
import io.toolstream.trajectories.group.Ending;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is told of the groups and trajectories of one purpose.
///
/// A request is absent where it was not read yet, or is not kept because its group has ended.
sealed interface Account {
    /// Why `trajectory` is not what `request` asked for; absent when it is.
    @Nullable String fault(RolloutRequest request, Trajectory trajectory);

    /// A trajectory was refused for its [#fault].
    List<Emission> misplayed(RolloutRequest request);

    /// `sample` as it is to stand in its group.
    GradedSample member(GradedSample sample);

    /// A member was placed in its group.
    List<Emission> placed(GradedSample sample);

    /// A group ended.
    List<Emission> ended(Ending ending);

    /// A trajectory came for a sample already there, or after the end.
    List<Emission> superseded(@Nullable RolloutRequest request, Trajectory trajectory);

    /// Its worker, or the sandbox, ended a trajectory.
    List<Emission> aborted(@Nullable RolloutRequest request, Trajectory trajectory);

    /// Training: groups go to the learner, and each trajectory adds to the behaviour of its version.
    record Training() implements Account {
        @Override
        public @Nullable String fault(RolloutRequest request, Trajectory trajectory) {
            return trajectory.problemId().equals(request.problemId())
                    ? null
                    : "request %d asks problem %s, trajectory %s answers %s"
                            .formatted(
                                    request.seq(),
                                    request.problemId(),
                                    trajectory.trajectoryId(),
                                    trajectory.problemId());
        }

        @Override
        public List<Emission> misplayed(RolloutRequest request) {
            return List.of();
        }

        @Override
        public GradedSample member(GradedSample sample) {
            return sample;
        }

        @Override
        public List<Emission> placed(GradedSample sample) {
            return List.of(new Emission.Measured(Measures.member(sample)));
        }

        @Override
        public List<Emission> ended(Ending ending) {
            return List.of(new Emission.Ended(ending.group()));
        }

        @Override
        public List<Emission> superseded(@Nullable RolloutRequest request, Trajectory trajectory) {
            return List.of(new Emission.Measured(Measures.superseded(trajectory)));
        }

        @Override
        public List<Emission> aborted(@Nullable RolloutRequest request, Trajectory trajectory) {
            return trajectory.newestVersion().isEmpty()
                    ? List.of()
                    : List.of(new Emission.Measured(Measures.ungraded(trajectory)));
        }
    }

    /// Evaluation: groups and what befell their trajectories add up to the report of their set and version.
    ///
    /// @param function the reward function, with its version
    record Evaluation(String function) implements Account {
        @Override
        public @Nullable String fault(RolloutRequest request, Trajectory trajectory) {
            long version = trajectory.newestVersion().orElseThrow();
            boolean asked =
                    trajectory.problemId().equals(request.problemId()) && Objects.equals(version, request.version());
            return asked
                    ? null
                    : "evaluation %d asks version %d for problem %s, trajectory %s has version %d and problem %s"
                            .formatted(
                                    request.seq(),
                                    request.version(),
                                    request.problemId(),
                                    trajectory.trajectoryId(),
                                    version,
                                    trajectory.problemId());
        }

        @Override
        public List<Emission> misplayed(RolloutRequest request) {
            return counted(Count.OTHER_VERSION, request);
        }

        @Override
        public GradedSample member(GradedSample sample) {
            return new GradedSample(
                    sample.trajectory(), SampleFigures.mark(sample.member(), Measures.behaviour(sample)));
        }

        @Override
        public List<Emission> placed(GradedSample sample) {
            return List.of();
        }

        @Override
        public List<Emission> ended(Ending ending) {
            TrajectoryGroup group = ending.group();
            return List.of(new Emission.Evaluated(EvaluationTally.ended(ending.request(), group, function)));
        }

        @Override
        public List<Emission> superseded(@Nullable RolloutRequest request, Trajectory trajectory) {
            return counted(Count.SUPERSEDED, request);
        }

        @Override
        public List<Emission> aborted(@Nullable RolloutRequest request, Trajectory trajectory) {
            return counted(Count.ABORTED, request);
        }

        private List<Emission> counted(Count what, @Nullable RolloutRequest request) {
            return request == null
                    ? List.of()
                    : List.of(new Emission.Evaluated(EvaluationTally.counted(what, request, function)));
        }
    }
}
