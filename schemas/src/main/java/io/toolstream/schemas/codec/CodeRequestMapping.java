package io.toolstream.schemas.codec;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.avro.CodeRequestMessage;
import java.time.Duration;
import org.apache.avro.Schema;

/// `code-requests`.
final class CodeRequestMapping implements Mapping<CodeRequest, CodeRequestMessage> {
    @Override
    public Class<CodeRequest> type() {
        return CodeRequest.class;
    }

    @Override
    public Schema schema() {
        return CodeRequestMessage.getClassSchema();
    }

    @Override
    public CodeRequestMessage write(CodeRequest v) {
        return CodeRequestMessage.newBuilder()
                .setRequestId(CodeParts.write(v.requestId()))
                .setRunId(v.runId().value())
                .setAskerId(v.askerId())
                .setAsker(v.asker().value())
                .setProgram(CodeParts.write(v.program()))
                .setTemplate(v.template())
                .setTimeToLiveNanos(v.timeToLive().toNanos())
                .build();
    }

    @Override
    public CodeRequest read(CodeRequestMessage m) {
        return new CodeRequest(
                CodeParts.read(m.getRequestId()),
                new RunId(m.getRunId()),
                m.getAskerId(),
                new Incarnation(m.getAsker()),
                CodeParts.read(m.getProgram()),
                m.getTemplate(),
                Duration.ofNanos(m.getTimeToLiveNanos()));
    }
}
