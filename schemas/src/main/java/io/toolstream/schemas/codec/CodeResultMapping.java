package io.toolstream.schemas.codec;

import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.avro.CodeResultMessage;
import java.time.Duration;
import org.apache.avro.Schema;

/// `code-results`.
final class CodeResultMapping implements Mapping<CodeResult, CodeResultMessage> {
    @Override
    public Class<CodeResult> type() {
        return CodeResult.class;
    }

    @Override
    public Schema schema() {
        return CodeResultMessage.getClassSchema();
    }

    @Override
    public CodeResultMessage write(CodeResult v) {
        return CodeResultMessage.newBuilder()
                .setRequestId(CodeParts.write(v.requestId()))
                .setAskerId(v.askerId())
                .setAsker(v.asker().value())
                .setResult(CodeParts.write(v.result()))
                .setReason(v.reason())
                .setDeliveryCount(v.deliveryCount())
                .setQueueNanos(v.queue().toNanos())
                .setWorker(v.worker())
                .setSandboxBuild(v.sandboxBuild())
                .setPythonVersions(v.pythonVersions())
                .build();
    }

    @Override
    public CodeResult read(CodeResultMessage m) {
        return new CodeResult(
                CodeParts.read(m.getRequestId()),
                m.getAskerId(),
                new Incarnation(m.getAsker()),
                CodeParts.read(m.getResult()),
                m.getReason(),
                m.getDeliveryCount(),
                Duration.ofNanos(m.getQueueNanos()),
                m.getWorker(),
                m.getSandboxBuild(),
                m.getPythonVersions());
    }
}
