package io.toolstream.grading;

/// What a reward function may see of a trajectory: only what the policy itself wrote.
///
/// Text of the interpreter is left out by construction, so an answer that a program prints earns nothing.
///
/// @param written the text of all POLICY segments, in order, joined without a separator
/// @param codeCalls number of code calls that were answered
/// @param finished whether the policy ended the trajectory itself, and no limit did
public record Response(String written, int codeCalls, boolean finished) {
    public Response {
        if (codeCalls < 0) {
            throw new IllegalArgumentException("codeCalls is " + codeCalls + "; give zero or more");
        }
    }

    /// A finished response without code calls.
    public static Response of(String written) {
        return new Response(written, 0, true);
    }
}
