package io.toolstream.schemas.codec;

import io.toolstream.schemas.Answer;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.avro.AnswerMessage;
import org.apache.avro.Schema;

/// `answers`.
final class AnswerMapping implements Mapping<Answer, AnswerMessage> {
    @Override
    public Class<Answer> type() {
        return Answer.class;
    }

    @Override
    public Schema schema() {
        return AnswerMessage.getClassSchema();
    }

    @Override
    public AnswerMessage write(Answer v) {
        return new AnswerMessage(v.problemId().value(), v.answer());
    }

    @Override
    public Answer read(AnswerMessage m) {
        return new Answer(new ProblemId(m.getProblemId()), m.getAnswer());
    }
}
