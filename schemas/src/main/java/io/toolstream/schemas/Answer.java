package io.toolstream.schemas;

/// The reference answer of a problem: written by import, read by the grader, by nobody else.
public record Answer(ProblemId problemId, String answer) {
    public Answer {
        Require.text("Answer.answer", answer);
    }

    /// Does not show the answer, so that no log line can.
    @Override
    public String toString() {
        return "Answer[problemId=%s, answer=withheld]".formatted(problemId);
    }
}
