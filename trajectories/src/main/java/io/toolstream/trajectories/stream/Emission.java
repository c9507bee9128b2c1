package io.toolstream.trajectories.stream;

import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.trajectories.evaluation.EvaluationTally;

/// What grading and grouping say to the world; each kind has its topic.
sealed interface Emission {
    /// A training request ended.
    record Ended(TrajectoryGroup group) implements Emission {}

    /// One trajectory's share of the sums of its version.
    record Measured(BehaviourReport share) implements Emission {}

    /// Something of an evaluation's sums.
    record Evaluated(EvaluationTally share) implements Emission {}

    /// A record could not be used.
    record Refused(DeadLetter letter) implements Emission {}
}
