package io.toolstream.schemas.codec;

import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.avro.EvaluationReportMessage;
import org.apache.avro.Schema;

/// `evaluations`.
final class EvaluationReportMapping implements Mapping<EvaluationReport, EvaluationReportMessage> {
    @Override
    public Class<EvaluationReport> type() {
        return EvaluationReport.class;
    }

    @Override
    public Schema schema() {
        return EvaluationReportMessage.getClassSchema();
    }

    @Override
    public EvaluationReportMessage write(EvaluationReport v) {
        return EvaluationReportMessage.newBuilder()
                .setRunId(v.runId().value())
                .setEvalSet(v.evalSet())
                .setVersion(v.version())
                .setProblems(v.problems())
                .setSamples(v.samples())
                .setMean(v.mean())
                .setMajority(v.majority())
                .setBest(v.best())
                .setTurns(v.turns())
                .setSampling(Parts.write(v.sampling()))
                .setFunction(v.function())
                .setParts(v.parts())
                .setFinishedMicros(Stamps.micros(v.finished()))
                .build();
    }

    @Override
    public EvaluationReport read(EvaluationReportMessage m) {
        return new EvaluationReport(
                new RunId(m.getRunId()),
                m.getEvalSet(),
                m.getVersion(),
                m.getProblems(),
                m.getSamples(),
                m.getMean(),
                m.getMajority(),
                m.getBest(),
                m.getTurns(),
                Parts.read(m.getSampling()),
                m.getFunction(),
                m.getParts(),
                Stamps.instant(m.getFinishedMicros()));
    }
}
