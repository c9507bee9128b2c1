package io.toolstream.schemas.codec;

import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.avro.WorkerBeatMessage;
import org.apache.avro.Schema;

/// `workers`.
final class WorkerBeatMapping implements Mapping<WorkerBeat, WorkerBeatMessage> {
    @Override
    public Class<WorkerBeat> type() {
        return WorkerBeat.class;
    }

    @Override
    public Schema schema() {
        return WorkerBeatMessage.getClassSchema();
    }

    @Override
    public WorkerBeatMessage write(WorkerBeat v) {
        return WorkerBeatMessage.newBuilder()
                .setRunId(v.runId().value())
                .setWorkerId(v.workerId())
                .setIncarnation(v.incarnation().value())
                .setBeat(v.beat())
                .setInPlay(Parts.writeInPlay(v.inPlay()))
                .setSamplesDone(v.samplesDone())
                .setVersion(v.version())
                .setRates(v.rates())
                .setAtMicros(Stamps.micros(v.at()))
                .build();
    }

    @Override
    public WorkerBeat read(WorkerBeatMessage m) {
        return new WorkerBeat(
                new RunId(m.getRunId()),
                m.getWorkerId(),
                new Incarnation(m.getIncarnation()),
                m.getBeat(),
                Parts.readInPlay(m.getInPlay()),
                m.getSamplesDone(),
                m.getVersion(),
                m.getRates(),
                Stamps.instant(m.getAtMicros()));
    }
}
