package io.toolstream.learner.program;

import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What the groups that a step consumed were like, those it did not train included: the learning curve must not be
/// drawn from the trainable ones alone, whose rewards differ by selection.
final class GroupSums {
    private final Deque<Seen> waiting = new ArrayDeque<>();

    private record Seen(long offset, TrajectoryGroup group) {}

    /// A group is on the log; offsets ascend.
    void ended(long offset, TrajectoryGroup group) {
        waiting.add(new Seen(offset, group));
    }

    /// Means over the groups before `cursor`, which are forgotten.
    Map<String, Double> consumed(long cursor) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        double reward = 0;
        double right = 0;
        double coded = 0;
        double tokens = 0;
        int members = 0;
        for (Seen seen = waiting.peek(); seen != null && seen.offset() < cursor; seen = waiting.peek()) {
            waiting.remove();
            outcomes.merge(seen.group().outcome(), 1, Integer::sum);
            for (GroupMember member : seen.group().members()) {
                members++;
                reward += member.grade().reward();
                right += member.grade().verdict() == Grade.Verdict.CORRECT ? 1 : 0;
                coded += member.counts().turns() > 0 ? 1 : 0;
                tokens += member.counts().policyTokens() + member.counts().interpreterTokens();
            }
        }
        Map<String, Double> sums = new TreeMap<>();
        outcomes.forEach(
                (outcome, count) -> sums.put("groups/" + outcome.name().toLowerCase(Locale.ROOT), (double) count));
        if (members > 0) {
            sums.put("reward/mean", reward / members);
            sums.put("accuracy/mean", right / members);
            sums.put("code_ratio/mean", coded / members);
            sums.put("response_length/mean", tokens / members);
            sums.put("trajectories/consumed", (double) members);
        }
        return sums;
    }
}
