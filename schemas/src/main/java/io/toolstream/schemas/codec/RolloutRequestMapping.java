package io.toolstream.schemas.codec;

import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.avro.RolloutRequestMessage;
import java.time.Duration;
import org.apache.avro.Schema;

/// `rollout-requests` and `eval-requests`.
final class RolloutRequestMapping implements Mapping<RolloutRequest, RolloutRequestMessage> {
    @Override
    public Class<RolloutRequest> type() {
        return RolloutRequest.class;
    }

    @Override
    public Schema schema() {
        return RolloutRequestMessage.getClassSchema();
    }

    @Override
    public RolloutRequestMessage write(RolloutRequest v) {
        return RolloutRequestMessage.newBuilder()
                .setRunId(v.runId().value())
                .setSeq(v.seq())
                .setAttempt(v.attempt())
                .setPurpose(Parts.write(v.purpose()))
                .setProblemId(v.problemId().value())
                .setQuestion(v.question())
                .setSize(v.size())
                .setSamples(v.samples())
                .setSampling(Parts.write(v.sampling()))
                .setVersion(v.version())
                .setEvalSet(v.evalSet())
                .setIssuedMicros(Stamps.micros(v.issued()))
                .setTimeoutNanos(v.timeout().toNanos())
                .build();
    }

    @Override
    public RolloutRequest read(RolloutRequestMessage m) {
        return new RolloutRequest(
                new RunId(m.getRunId()),
                m.getSeq(),
                m.getAttempt(),
                Parts.read(m.getPurpose()),
                new ProblemId(m.getProblemId()),
                m.getQuestion(),
                m.getSize(),
                m.getSamples(),
                Parts.read(m.getSampling()),
                m.getVersion(),
                m.getEvalSet(),
                Stamps.instant(m.getIssuedMicros()),
                Duration.ofNanos(m.getTimeoutNanos()));
    }
}
