package io.toolstream.schemas;

/// One trajectory: the group, the sample, the attempt and who played it. Two plays of one sample differ in it.
public record TrajectoryId(String value) {
    public TrajectoryId {
        Require.name("TrajectoryId", value);
    }

    /// The id of the play of `(groupId, sampleIndex)` at `attempt` by the process `incarnation`.
    public static TrajectoryId of(long groupId, int sampleIndex, int attempt, Incarnation incarnation) {
        return new TrajectoryId("g%d-s%d-a%d-%s".formatted(groupId, sampleIndex, attempt, incarnation.value()));
    }

    /// As [#of(long, int, int, Incarnation)], apart for evaluations: their groups are numbered on their own.
    public static TrajectoryId of(
            Purpose purpose, long groupId, int sampleIndex, int attempt, Incarnation incarnation) {
        TrajectoryId training = of(groupId, sampleIndex, attempt, incarnation);
        return purpose == Purpose.TRAINING ? training : new TrajectoryId("e-" + training.value());
    }

    @Override
    public String toString() {
        return value;
    }
}
