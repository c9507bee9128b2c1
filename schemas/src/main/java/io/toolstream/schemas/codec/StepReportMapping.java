package io.toolstream.schemas.codec;

import io.toolstream.schemas.RunId;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.avro.StepReportMessage;
import io.toolstream.schemas.avro.TrainedGroupMessage;
import org.apache.avro.Schema;

/// `learner-steps`.
final class StepReportMapping implements Mapping<StepReport, StepReportMessage> {
    @Override
    public Class<StepReport> type() {
        return StepReport.class;
    }

    @Override
    public Schema schema() {
        return StepReportMessage.getClassSchema();
    }

    @Override
    public StepReportMessage write(StepReport v) {
        return StepReportMessage.newBuilder()
                .setRunId(v.runId().value())
                .setStep(v.step())
                .setVersion(v.version())
                .setBatch(v.batch().stream()
                        .map(g -> new TrainedGroupMessage(g.groupId(), g.offset()))
                        .toList())
                .setCursor(v.cursor())
                .setWeightsHash(v.weightsHash())
                .setStateHash(v.stateHash())
                .setMetrics(v.metrics())
                .setRefusal(v.refusal())
                .setDivergence(v.divergence())
                .setStartedMicros(Stamps.micros(v.started()))
                .setFinishedMicros(Stamps.micros(v.finished()))
                .build();
    }

    @Override
    public StepReport read(StepReportMessage m) {
        return new StepReport(
                new RunId(m.getRunId()),
                m.getStep(),
                m.getVersion(),
                m.getBatch().stream()
                        .map(g -> new StepReport.TrainedGroup(g.getGroupId(), g.getOffset()))
                        .toList(),
                m.getCursor(),
                m.getWeightsHash(),
                m.getStateHash(),
                m.getMetrics(),
                m.getRefusal(),
                m.getDivergence(),
                Stamps.instant(m.getStartedMicros()),
                Stamps.instant(m.getFinishedMicros()));
    }
}
