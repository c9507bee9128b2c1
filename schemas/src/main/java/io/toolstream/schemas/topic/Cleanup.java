package io.toolstream.schemas.topic;

/// What Kafka removes from a topic.
public enum Cleanup {
    /// What is older than the retention.
    DELETE("delete"),
    /// What a newer record of the same key replaces.
    COMPACT("compact");

    private final String policy;

    Cleanup(String policy) {
        this.policy = policy;
    }

    /// The value of `cleanup.policy`.
    public String policy() {
        return policy;
    }
}
