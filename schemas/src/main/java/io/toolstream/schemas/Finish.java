package io.toolstream.schemas;

/// Why a trajectory ended.
///
/// @param truncated whether a limit, not the policy, ended the text
public record Finish(Reason reason, boolean truncated) {
    /// The reasons, one each.
    public enum Reason {
        /// The policy ended its turn.
        ANSWERED,
        OUT_OF_TOKENS,
        OUT_OF_TURNS,
        OUT_OF_TIME,
        OUT_OF_TOOL_BUDGET,
        /// The record would exceed the size limit, or the session of programs its bound.
        TOO_LONG,
        /// The sandbox failed, not the program: never trained.
        INFRASTRUCTURE,
        /// The worker was told to stop playing.
        ABORTED
    }

    /// Whether the trajectory may be trained on and graded.
    public boolean gradable() {
        return switch (reason) {
            case ANSWERED, OUT_OF_TOKENS, OUT_OF_TURNS, OUT_OF_TIME, OUT_OF_TOOL_BUDGET, TOO_LONG -> true;
            case INFRASTRUCTURE, ABORTED -> false;
        };
    }
}
