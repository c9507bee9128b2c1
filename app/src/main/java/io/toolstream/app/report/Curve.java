package io.toolstream.app.report;

/// What a plot over several runs shows.
public enum Curve {
    /// Share of right answers while training.
    ACCURACY,
    /// Share of responses that ran a program.
    CODE_RATIO,
    /// Share of responses with a failed program, then one that ran, and a right answer.
    CORRECTED,
    /// Of responses whose first program failed, the share that ended right.
    RECOVERED
}
