package io.toolstream.schemas;

/// A question, unique within its data set.
public record ProblemId(String value) {
    public ProblemId {
        Require.name("ProblemId", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
