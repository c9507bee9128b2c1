package io.toolstream.learner.program;

import io.toolstream.learner.commit.Batch;
import io.toolstream.learner.objective.GroupAdvantage;
import io.toolstream.learner.policy.PolicyRow;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A batch as the update sees it: one row for each trajectory, in the order of the log and of the samples.
final class Rows {
    private Rows() {}

    /// @param bodies of the batch's members, by reference
    /// @param positions the most tokens that the policy takes
    /// @throws IllegalStateException if a trajectory is longer
    static List<PolicyRow> of(Batch batch, Map<GroupMember, Trajectory> bodies, int positions) {
        List<PolicyRow> rows = new ArrayList<>();
        for (Batch.Entry entry : batch.groups()) {
            List<GroupMember> members = entry.group().members();
            double[] rewards = members.stream()
                    .mapToDouble(member -> member.grade().reward())
                    .toArray();
            double[] advantages = GroupAdvantage.grpo(rewards);
            for (int i = 0; i < members.size(); i++) {
                Trajectory body = bodies.get(members.get(i));
                if (body == null) {
                    throw new IllegalStateException("the body of trajectory %s was not read"
                            .formatted(members.get(i).trajectoryId()));
                }
                PolicyRow row = row(body, advantages[i]);
                if (row.ids().length > positions) {
                    throw new IllegalStateException(
                            "trajectory %s has %d tokens and learner.training.positions is %d; set it to rollout.positions at least"
                                    .formatted(members.get(i).trajectoryId(), row.ids().length, positions));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static PolicyRow row(Trajectory trajectory, double advantage) {
        int length = trajectory.segments().stream().mapToInt(Segment::size).sum();
        long[] ids = new long[length];
        boolean[] byPolicy = new boolean[length];
        float[] behaviour = new float[length];
        int at = 0;
        for (Segment segment : trajectory.segments()) {
            for (int i = 0; i < segment.size(); i++, at++) {
                ids[at] = segment.ids().get(i);
                if (segment instanceof Segment.Policy written) {
                    byPolicy[at] = true;
                    behaviour[at] = written.logProbs().get(i);
                }
            }
        }
        return new PolicyRow(ids, byPolicy, behaviour, advantage);
    }
}
