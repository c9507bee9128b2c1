package io.toolstream.app.demo;

import io.toolstream.app.report.SampleTrajectory;
import io.toolstream.schemas.Call;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Trajectories of a run that are worth reading: the first of each kind at the beginning, the last at the end.
final class SamplePicks {
    private static final Duration STALL = Duration.ofSeconds(30);

    private final Map<String, SampleTrajectory> picks = new LinkedHashMap<>();

    private SamplePicks() {}

    /// @param last the version at the end
    static List<SampleTrajectory> of(Cluster cluster, Names names, Codecs codecs, long last) {
        Map<String, Grade> grades = new HashMap<>();
        try (LogReader groups = LogReader.fromBeginning(cluster, List.of(Topics.TRAJECTORY_GROUPS.in(names)))) {
            groups.readToEnd(STALL, record -> {
                TrajectoryGroup group =
                        codecs.trajectoryGroups().decode(record.body().orElseThrow());
                for (GroupMember member : group.members()) {
                    grades.put(member.trajectoryId().value(), member.grade());
                }
            });
        }
        SamplePicks picks = new SamplePicks();
        try (LogReader bodies = LogReader.fromBeginning(cluster, List.of(Topics.TRAJECTORIES.in(names)))) {
            bodies.readToEnd(STALL, record -> {
                Trajectory trajectory =
                        codecs.trajectories().decode(record.body().orElseThrow());
                Grade grade = grades.get(trajectory.trajectoryId().value());
                if (grade != null) {
                    picks.look(trajectory, grade, last);
                }
            });
        }
        return new ArrayList<>(picks.picks.values());
    }

    private void look(Trajectory trajectory, Grade grade, long last) {
        long version = trajectory.newestVersion().orElse(0);
        boolean right = grade.verdict() == Grade.Verdict.CORRECT;
        boolean coded = !trajectory.calls().isEmpty();
        if (version == 0 && !right) {
            keepFirst(coded ? "cold start: a flawed program" : "cold start: mental arithmetic", trajectory, grade);
        }
        if (version * 10 >= last * 9 && right && coded) {
            picks.put("end of training: a right program", shown("end of training: a right program", trajectory, grade));
        }
        if (right && corrected(trajectory.calls())) {
            String title =
                    "a failed program written again (version %s)".formatted(version * 2 < last ? "early" : "late");
            picks.put(title, shown(title, trajectory, grade));
        }
    }

    private void keepFirst(String title, Trajectory trajectory, Grade grade) {
        if (!picks.containsKey(title)) {
            picks.put(title, shown(title, trajectory, grade));
        }
    }

    private static boolean corrected(List<Call> calls) {
        return calls.size() > 1
                && calls.getFirst().result().status() != ProgramStatus.OK
                && calls.getLast().result().status() == ProgramStatus.OK;
    }

    private static SampleTrajectory shown(String title, Trajectory trajectory, Grade grade) {
        List<SampleTrajectory.Piece> pieces = new ArrayList<>();
        for (Segment segment : trajectory.segments()) {
            pieces.add(new SampleTrajectory.Piece(
                    switch (segment) {
                        case Segment.Prompt _ -> SampleTrajectory.Author.PROMPT;
                        case Segment.Policy _ -> SampleTrajectory.Author.POLICY;
                        case Segment.Interpreter _ -> SampleTrajectory.Author.INTERPRETER;
                    },
                    segment.text()));
        }
        return new SampleTrajectory(
                title, trajectory.newestVersion().orElse(0), grade.verdict().name(), grade.reward(), pieces);
    }
}
