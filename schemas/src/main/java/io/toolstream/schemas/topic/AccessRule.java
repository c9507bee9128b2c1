package io.toolstream.schemas.topic;

/// One access rule of Kafka's: `program` may do `operation` on what is called so.
///
/// @param name     of the resource in Kafka
/// @param prefixed whether `name` stands for every name that starts with it
public record AccessRule(Program program, Resource resource, String name, boolean prefixed, Operation operation) {
    /// What a rule is about.
    public enum Resource {
        TOPIC,
        GROUP,
        TRANSACTIONAL_ID
    }

    /// What it allows; READ, WRITE and DELETE imply DESCRIBE in Kafka.
    public enum Operation {
        READ,
        WRITE,
        DESCRIBE,
        CREATE,
        DELETE
    }
}
