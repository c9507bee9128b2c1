package io.toolstream.policy.format;

import java.util.Optional;

/// What a segment of the policy amounts to so far.
public sealed interface Reading {
    /// The policy is still writing.
    record Writing() implements Reading {}

    /// The policy asks for a program to be run. The segment ends here.
    ///
    /// @param code as it was written, without tags and fences
    record CodeCall(String code) implements Reading {}

    /// The policy asks for a tool in a way that holds no program. The segment ends here.
    ///
    /// @param reason a sentence that may be shown to the policy
    record Unreadable(String reason) implements Reading {}

    /// The policy ended its turn.
    ///
    /// @param answer what stands in the box, when the turn ends with an answer in the form that the format
    /// asks for
    record Finished(Optional<String> answer) implements Reading {}
}
