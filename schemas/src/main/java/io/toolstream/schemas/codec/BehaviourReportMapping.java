package io.toolstream.schemas.codec;

import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.avro.BehaviourReportMessage;
import org.apache.avro.Schema;

/// `behaviour`.
final class BehaviourReportMapping implements Mapping<BehaviourReport, BehaviourReportMessage> {
    @Override
    public Class<BehaviourReport> type() {
        return BehaviourReport.class;
    }

    @Override
    public Schema schema() {
        return BehaviourReportMessage.getClassSchema();
    }

    @Override
    public BehaviourReportMessage write(BehaviourReport v) {
        return BehaviourReportMessage.newBuilder()
                .setRunId(v.runId().value())
                .setVersion(v.version())
                .setResponses(v.responses())
                .setCorrect(v.correct())
                .setUndecided(v.undecided())
                .setSuperseded(v.superseded())
                .setReward(v.reward())
                .setPolicyTokens(v.policyTokens())
                .setResponseTokens(v.responseTokens())
                .setWithCode(v.withCode())
                .setCalls(v.calls())
                .setPassedCalls(v.passedCalls())
                .setCodeLines(v.codeLines())
                .setCorrectWithCode(v.correctWithCode())
                .setLastPassedCorrect(v.lastPassedCorrect())
                .setLastPassedWrong(v.lastPassedWrong())
                .setFirstCallAt(v.firstCallAt())
                .setMeanCallAt(v.meanCallAt())
                .setSelfCorrected(v.selfCorrected())
                .setEndings(v.endings())
                .setStatuses(v.statuses())
                .build();
    }

    @Override
    public BehaviourReport read(BehaviourReportMessage m) {
        return new BehaviourReport(
                new RunId(m.getRunId()),
                m.getVersion(),
                m.getResponses(),
                m.getCorrect(),
                m.getUndecided(),
                m.getSuperseded(),
                m.getReward(),
                m.getPolicyTokens(),
                m.getResponseTokens(),
                m.getWithCode(),
                m.getCalls(),
                m.getPassedCalls(),
                m.getCodeLines(),
                m.getCorrectWithCode(),
                m.getLastPassedCorrect(),
                m.getLastPassedWrong(),
                m.getFirstCallAt(),
                m.getMeanCallAt(),
                m.getSelfCorrected(),
                m.getEndings(),
                m.getStatuses());
    }
}
