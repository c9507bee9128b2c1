package io.toolstream.policy.format;

/// Whether a policy may run programs; without, the same policy is the control arm of an experiment.
public enum ToolUse {
    /// Programs are run.
    ALLOWED,
    /// Programs are text like any other, and the tokens that open and close one are banned from sampling.
    OFF
}
