package io.toolstream.schemas.codec;

import io.toolstream.schemas.Problem;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.avro.ProblemMessage;
import org.apache.avro.Schema;

/// `problems`.
final class ProblemMapping implements Mapping<Problem, ProblemMessage> {
    @Override
    public Class<Problem> type() {
        return Problem.class;
    }

    @Override
    public Schema schema() {
        return ProblemMessage.getClassSchema();
    }

    @Override
    public ProblemMessage write(Problem v) {
        return new ProblemMessage(v.problemId().value(), v.question(), v.labels());
    }

    @Override
    public Problem read(ProblemMessage m) {
        return new Problem(new ProblemId(m.getProblemId()), m.getQuestion(), m.getLabels());
    }
}
