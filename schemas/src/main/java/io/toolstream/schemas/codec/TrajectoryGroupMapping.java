package io.toolstream.schemas.codec;

import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.avro.GroupMemberMessage;
import io.toolstream.schemas.avro.OutcomeSymbol;
import io.toolstream.schemas.avro.TrajectoryGroupMessage;
import org.apache.avro.Schema;

/// `trajectory-groups`.
final class TrajectoryGroupMapping implements Mapping<TrajectoryGroup, TrajectoryGroupMessage> {
    @Override
    public Class<TrajectoryGroup> type() {
        return TrajectoryGroup.class;
    }

    @Override
    public Schema schema() {
        return TrajectoryGroupMessage.getClassSchema();
    }

    @Override
    public TrajectoryGroupMessage write(TrajectoryGroup v) {
        return TrajectoryGroupMessage.newBuilder()
                .setRunId(v.runId().value())
                .setGroupId(v.groupId())
                .setProblemId(v.problemId().value())
                .setOutcome(OutcomeSymbol.valueOf(v.outcome().name()))
                .setSize(v.size())
                .setMembers(
                        v.members().stream().map(TrajectoryGroupMapping::write).toList())
                .setReason(v.reason())
                .setEndedMicros(Stamps.micros(v.ended()))
                .build();
    }

    @Override
    public TrajectoryGroup read(TrajectoryGroupMessage m) {
        return new TrajectoryGroup(
                new RunId(m.getRunId()),
                m.getGroupId(),
                new ProblemId(m.getProblemId()),
                TrajectoryGroup.Outcome.valueOf(m.getOutcome().name()),
                m.getSize(),
                m.getMembers().stream().map(TrajectoryGroupMapping::read).toList(),
                m.getReason(),
                Stamps.instant(m.getEndedMicros()));
    }

    private static GroupMemberMessage write(GroupMember g) {
        return GroupMemberMessage.newBuilder()
                .setTrajectoryId(g.trajectoryId().value())
                .setSampleIndex(g.sampleIndex())
                .setAttempt(g.attempt())
                .setPartition(g.partition())
                .setOffset(g.offset())
                .setHash(g.hash())
                .setGrade(Parts.write(g.grade()))
                .setCounts(Parts.write(g.counts()))
                .setFinish(Parts.write(g.finish()))
                .setOldestVersion(g.oldestVersion())
                .setNewestVersion(g.newestVersion())
                .build();
    }

    private static GroupMember read(GroupMemberMessage m) {
        return new GroupMember(
                new TrajectoryId(m.getTrajectoryId()),
                m.getSampleIndex(),
                m.getAttempt(),
                m.getPartition(),
                m.getOffset(),
                m.getHash(),
                Parts.read(m.getGrade()),
                Parts.read(m.getCounts()),
                Parts.read(m.getFinish()),
                m.getOldestVersion(),
                m.getNewestVersion());
    }
}
