package io.toolstream.learner.program;

import io.toolstream.learner.commit.Restart;

/// A step run again did not come to what the log says. The process ends with [#EXIT_CODE]; its operator decides.
public final class DivergedException extends RuntimeException {
    /// Of the process.
    public static final int EXIT_CODE = Restart.Diverged.EXIT_CODE;

    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
