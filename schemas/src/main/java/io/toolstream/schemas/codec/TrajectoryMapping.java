package io.toolstream.schemas.codec;

import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Times;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.WorkerIdentity;
import io.toolstream.schemas.avro.KvOnSwapSymbol;
import io.toolstream.schemas.avro.TimesMessage;
import io.toolstream.schemas.avro.TrajectoryMessage;
import io.toolstream.schemas.avro.WorkerIdentityMessage;
import java.time.Duration;
import org.apache.avro.Schema;

/// `trajectories`.
final class TrajectoryMapping implements Mapping<Trajectory, TrajectoryMessage> {
    @Override
    public Class<Trajectory> type() {
        return Trajectory.class;
    }

    @Override
    public Schema schema() {
        return TrajectoryMessage.getClassSchema();
    }

    @Override
    public TrajectoryMessage write(Trajectory v) {
        return TrajectoryMessage.newBuilder()
                .setTrajectoryId(v.trajectoryId().value())
                .setRunId(v.runId().value())
                .setGroupId(v.groupId())
                .setSampleIndex(v.sampleIndex())
                .setAttempt(v.attempt())
                .setPurpose(Parts.write(v.purpose()))
                .setProblemId(v.problemId().value())
                .setQuestion(v.question())
                .setPolicy(Parts.write(v.policy()))
                .setSampling(Parts.write(v.sampling()))
                .setWorker(write(v.worker()))
                .setSegments(v.segments().stream().map(SegmentParts::write).toList())
                .setCalls(v.calls().stream().map(CodeParts::write).toList())
                .setFinish(Parts.write(v.finish()))
                .setTimes(write(v.times()))
                .setCounts(Parts.write(v.counts()))
                .build();
    }

    @Override
    public Trajectory read(TrajectoryMessage m) {
        return new Trajectory(
                new TrajectoryId(m.getTrajectoryId()),
                new RunId(m.getRunId()),
                m.getGroupId(),
                m.getSampleIndex(),
                m.getAttempt(),
                Parts.read(m.getPurpose()),
                new ProblemId(m.getProblemId()),
                m.getQuestion(),
                Parts.read(m.getPolicy()),
                Parts.read(m.getSampling()),
                read(m.getWorker()),
                m.getSegments().stream().map(SegmentParts::read).toList(),
                m.getCalls().stream().map(CodeParts::read).toList(),
                Parts.read(m.getFinish()),
                read(m.getTimes()),
                Parts.read(m.getCounts()));
    }

    private static WorkerIdentityMessage write(WorkerIdentity w) {
        return WorkerIdentityMessage.newBuilder()
                .setId(w.id())
                .setIncarnation(w.incarnation().value())
                .setBuild(w.build())
                .setDevice(w.device())
                .setDtype(w.dtype())
                .setKvOnSwap(KvOnSwapSymbol.valueOf(w.kvOnSwap().name()))
                .build();
    }

    private static WorkerIdentity read(WorkerIdentityMessage m) {
        return new WorkerIdentity(
                m.getId(),
                new Incarnation(m.getIncarnation()),
                m.getBuild(),
                m.getDevice(),
                m.getDtype(),
                WorkerIdentity.KvOnSwap.valueOf(m.getKvOnSwap().name()));
    }

    private static TimesMessage write(Times t) {
        return TimesMessage.newBuilder()
                .setRequestedMicros(Stamps.micros(t.requested()))
                .setStartedMicros(Stamps.micros(t.started()))
                .setFirstTokenMicros(Stamps.microsOrNull(t.firstToken()))
                .setFinishedMicros(Stamps.micros(t.finished()))
                .setDecodingNanos(t.decoding().toNanos())
                .setWaitingNanos(t.waiting().toNanos())
                .build();
    }

    private static Times read(TimesMessage m) {
        return new Times(
                Stamps.instant(m.getRequestedMicros()), Stamps.instant(m.getStartedMicros()),
                Stamps.instantOrNull(m.getFirstTokenMicros()), Stamps.instant(m.getFinishedMicros()),
                Duration.ofNanos(m.getDecodingNanos()), Duration.ofNanos(m.getWaitingNanos()));
    }
}
