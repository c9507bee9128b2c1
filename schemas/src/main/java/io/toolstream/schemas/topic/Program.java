package io.toolstream.schemas.topic;

/// A program that holds a Kafka principal of its own.
public enum Program {
    ROLLOUT_WORKER("rollout-worker"),
    SANDBOX_WORKER("sandbox-worker"),
    TRAJECTORY_SERVICE("trajectories"),
    LEARNER("learner"),
    /// The command line's readers: `account`, `replay`, `runs`, `weights`.
    CLI("cli"),
    /// The command line's `data import`.
    IMPORT("import");

    private final String principal;

    Program(String principal) {
        this.principal = principal;
    }

    /// The user name it authenticates with.
    public String principal() {
        return principal;
    }
}
