package io.toolstream.schemas.topic;

/// What a topic belongs to; its name starts with the name of that.
public enum Scope {
    /// All runs of a Kafka cluster; no prefix.
    CLUSTER(""),
    RUN("{run}."),
    /// A sandbox pool, which may serve many runs.
    POOL("{pool}."),
    DATASET("{dataset}.");

    private final String prefix;

    Scope(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }
}
