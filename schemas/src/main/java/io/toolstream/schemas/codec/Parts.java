package io.toolstream.schemas.codec;

import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.avro.CountsMessage;
import io.toolstream.schemas.avro.FinishMessage;
import io.toolstream.schemas.avro.FinishReasonSymbol;
import io.toolstream.schemas.avro.GradeMessage;
import io.toolstream.schemas.avro.GroupInPlayMessage;
import io.toolstream.schemas.avro.PolicyIdentityMessage;
import io.toolstream.schemas.avro.PurposeSymbol;
import io.toolstream.schemas.avro.SamplingMessage;
import io.toolstream.schemas.avro.VerdictSymbol;
import java.util.List;

/// Parts that several messages share.
final class Parts {
    private Parts() {}

    static SamplingMessage write(Sampling s) {
        return SamplingMessage.newBuilder()
                .setTemperature(s.temperature())
                .setTopP(s.topP())
                .setTopK(s.topK())
                .setSeed(s.seed())
                .setMaxTokens(s.maxTokens())
                .setMaxTurns(s.maxTurns())
                .build();
    }

    static Sampling read(SamplingMessage m) {
        return new Sampling(
                m.getTemperature(), m.getTopP(), m.getTopK(), m.getSeed(), m.getMaxTokens(), m.getMaxTurns());
    }

    static PolicyIdentityMessage write(PolicyIdentity p) {
        return PolicyIdentityMessage.newBuilder()
                .setModelHash(p.modelHash())
                .setTokenizerHash(p.tokenizerHash())
                .setTemplateHash(p.templateHash())
                .setToolFormat(p.toolFormat())
                .setVocabulary(p.vocabulary())
                .build();
    }

    static PolicyIdentity read(PolicyIdentityMessage m) {
        return new PolicyIdentity(
                m.getModelHash(), m.getTokenizerHash(), m.getTemplateHash(), m.getToolFormat(), m.getVocabulary());
    }

    static CountsMessage write(Counts c) {
        return CountsMessage.newBuilder()
                .setPromptTokens(c.promptTokens())
                .setPolicyTokens(c.policyTokens())
                .setInterpreterTokens(c.interpreterTokens())
                .setTurns(c.turns())
                .build();
    }

    static Counts read(CountsMessage m) {
        return new Counts(m.getPromptTokens(), m.getPolicyTokens(), m.getInterpreterTokens(), m.getTurns());
    }

    static FinishMessage write(Finish f) {
        return FinishMessage.newBuilder()
                .setReason(FinishReasonSymbol.valueOf(f.reason().name()))
                .setTruncated(f.truncated())
                .build();
    }

    static Finish read(FinishMessage m) {
        return new Finish(Finish.Reason.valueOf(m.getReason().name()), m.getTruncated());
    }

    static PurposeSymbol write(Purpose purpose) {
        return PurposeSymbol.valueOf(purpose.name());
    }

    static Purpose read(PurposeSymbol symbol) {
        return Purpose.valueOf(symbol.name());
    }

    static GradeMessage write(Grade g) {
        return GradeMessage.newBuilder()
                .setVerdict(VerdictSymbol.valueOf(g.verdict().name()))
                .setReward(g.reward())
                .setParts(g.parts())
                .setFunction(g.function())
                .setFunctionVersion(g.functionVersion())
                .setAnswer(g.answer())
                .build();
    }

    static Grade read(GradeMessage m) {
        return new Grade(
                Grade.Verdict.valueOf(m.getVerdict().name()),
                m.getReward(),
                m.getParts(),
                m.getFunction(),
                m.getFunctionVersion(),
                m.getAnswer());
    }

    static List<WorkerBeat.GroupInPlay> readInPlay(List<GroupInPlayMessage> messages) {
        return messages.stream()
                .map(m -> new WorkerBeat.GroupInPlay(
                        read(m.getPurpose()), m.getSeq(), m.getAttempt(), m.getSamples(), m.getWritten()))
                .toList();
    }

    static List<GroupInPlayMessage> writeInPlay(List<WorkerBeat.GroupInPlay> groups) {
        return groups.stream()
                .map(g -> GroupInPlayMessage.newBuilder()
                        .setPurpose(write(g.purpose()))
                        .setSeq(g.seq())
                        .setAttempt(g.attempt())
                        .setSamples(g.samples())
                        .setWritten(g.written())
                        .build())
                .toList();
    }
}
