package io.toolstream.policy.format;

import io.toolstream.policy.text.TokenText;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A way of writing programs, their output and answers into a trajectory. Safe for use by several threads; a
/// [TurnReader] belongs to one.
///
/// A trajectory is `prompt`, then segments that the policy writes and a reader follows, with an `observation`
/// forced
/// after each that asks for a program.
public sealed interface ToolFormat permits RetoolFormat, HermesFormat {
    /// The name in settings and records.
    String name();

    /// What the user's turn says when the policy is asked `question`. A question that says it already stays as it is.
    String asked(String question, ToolUse tools);

    /// JSON schemas of the functions that the chat template is told of; none where programs are text like any other.
    List<Map<String, Object>> functions(ToolUse tools);

    /// The tokens before the policy begins to write.
    TokenText prompt(String question, ToolUse tools);

    /// A reader of one segment of the policy.
    TurnReader reader(ToolUse tools);

    /// The tokens that show what came of a program, forced after the segment that asked for it.
    ///
    /// @param turn the segment that asked
    /// @param output what to show; markers inside are spelt with ordinary tokens
    TokenText observation(TokenText turn, String output);

    /// Ids that must not be sampled.
    Set<Integer> banned(ToolUse tools);
}
