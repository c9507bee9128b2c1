package io.toolstream.trajectories.evaluation;

import io.toolstream.grading.Behaviour;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import java.util.Map;
import java.util.TreeMap;

/// What a report tells of a trajectory's programs. A member refers to its trajectory without the programs, so
/// these figures stand beside the parts of its grade until its group ends.
///
/// @param programs that it ran
/// @param passed programs that ended OK
/// @param corrected whether one that failed was followed by one that ended OK, and the answer is right
public record SampleFigures(double programs, double passed, boolean corrected) {
    private static final String PROGRAMS = "evaluation.programs";
    private static final String PASSED = "evaluation.passed";
    private static final String CORRECTED = "evaluation.corrected";

    /// `member` with the figures of its trajectory, which behaved so.
    public static GroupMember mark(GroupMember member, Behaviour behaviour) {
        Grade grade = member.grade();
        Map<String, Double> parts = new TreeMap<>(grade.parts());
        parts.put(PROGRAMS, (double) behaviour.calls());
        parts.put(PASSED, (double) behaviour.passedCalls());
        parts.put(CORRECTED, behaviour.correct() && behaviour.selfCorrected() ? 1.0 : 0.0);
        return new GroupMember(
                member.trajectoryId(),
                member.sampleIndex(),
                member.attempt(),
                member.partition(),
                member.offset(),
                member.hash(),
                new Grade(
                        grade.verdict(),
                        grade.reward(),
                        parts,
                        grade.function(),
                        grade.functionVersion(),
                        grade.answer()),
                member.counts(),
                member.finish(),
                member.oldestVersion(),
                member.newestVersion());
    }

    /// The figures of a member that [#mark] made.
    static SampleFigures of(GroupMember member) {
        Map<String, Double> parts = member.grade().parts();
        return new SampleFigures(
                parts.getOrDefault(PROGRAMS, 0.0),
                parts.getOrDefault(PASSED, 0.0),
                parts.getOrDefault(CORRECTED, 0.0) > 0);
    }
}
