package io.toolstream.trajectories.stream;

import io.toolstream.grading.Response;
import io.toolstream.grading.RewardFunction;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.Trajectory;
import io.toolstream.transport.log.LogRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// A trajectory and the reference to it, with its grade, that stands in its group.
record GradedSample(Trajectory trajectory, GroupMember member) {
    /// A group refers to its trajectories and holds a few kB; an answer may be as long as a response.
    private static final int ANSWER_CHARACTERS = 200;

    /// Grades `trajectory`, which `record` holds.
    static GradedSample of(Trajectory trajectory, LogRecord record, RewardFunction reward, String reference) {
        GroupMember member = new GroupMember(
                trajectory.trajectoryId(),
                trajectory.sampleIndex(),
                trajectory.attempt(),
                record.partition().partition(),
                record.offset(),
                sha256(record.body().orElseThrow()),
                grade(reward, trajectory, reference),
                trajectory.counts(),
                trajectory.finish(),
                trajectory.oldestVersion().orElseThrow(),
                trajectory.newestVersion().orElseThrow());
        return new GradedSample(trajectory, member);
    }

    /// Whether a trajectory can be a member: it ended by itself or by a limit, and the policy wrote something.
    static boolean gradable(Trajectory trajectory) {
        return trajectory.finish().gradable() && trajectory.oldestVersion().isPresent();
    }

    private static Grade grade(RewardFunction reward, Trajectory trajectory, String reference) {
        io.toolstream.grading.Grade given = reward.grade(response(trajectory), reference);
        Grade.Verdict verdict = switch (given.verdict()) {
            case CORRECT -> Grade.Verdict.CORRECT;
            case WRONG -> Grade.Verdict.WRONG;
            case UNDECIDED -> Grade.Verdict.UNDECIDED;
        };
        String answer = given.predicted();
        return new Grade(
                verdict,
                given.reward(),
                given.parts(),
                reward.name(),
                Integer.toString(reward.version()),
                answer == null ? null : cut(answer));
    }

    private static Response response(Trajectory trajectory) {
        String written =
                trajectory.policySegments().stream().map(Segment.Policy::text).collect(Collectors.joining());
        boolean finished = trajectory.finish().reason() == Finish.Reason.ANSWERED
                && !trajectory.finish().truncated();
        return new Response(written, trajectory.calls().size(), finished);
    }

    private static String cut(String answer) {
        if (answer.length() <= ANSWER_CHARACTERS) {
            return answer;
        }
        int end = Character.isHighSurrogate(answer.charAt(ANSWER_CHARACTERS - 1))
                ? ANSWER_CHARACTERS - 1
                : ANSWER_CHARACTERS;
        return answer.substring(0, end) + "…";
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }
}
