package io.toolstream.schemas;

/// A run: one training, with all its topics.
public record RunId(String value) {
    public RunId {
        Require.name("RunId", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
