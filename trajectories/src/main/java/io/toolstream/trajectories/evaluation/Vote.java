package io.toolstream.trajectories.evaluation;

import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A vote among the extracted answers of one problem, as in self-consistency (arXiv 2203.11171).
final class Vote {
    private Vote() {}

    /// The chance that the answer with most votes is right; a tie is broken by lot.
    ///
    /// Right answers vote together, however they are written; wrong ones by their text; a response without an
    /// answer does not vote.
    static double right(List<GroupMember> members) {
        int right = 0;
        Map<String, Integer> wrong = new TreeMap<>();
        for (GroupMember member : members) {
            Grade grade = member.grade();
            String answer = grade.answer();
            if (grade.verdict() == Grade.Verdict.CORRECT) {
                right++;
            } else if (answer != null) {
                wrong.merge(answer, 1, Integer::sum);
            }
        }
        int most = right;
        for (int votes : wrong.values()) {
            most = Math.max(most, votes);
        }
        if (right == 0 || right < most) {
            return 0;
        }
        int tied = 1;
        for (int votes : wrong.values()) {
            tied += votes == most ? 1 : 0;
        }
        return 1.0 / tied;
    }
}
