package io.toolstream.rollout.engine;

import io.toolstream.policy.format.ToolUse;
import java.util.Set;

/// How an engine plays.
///
/// @param slots samples played at once
/// @param positions most tokens of a sample, prompt included
/// @param forbidden tokens that are never sampled, beside those that the format bans
/// @param programs makes programs of what the policy writes
/// @param observation shows their results to the policy
public record EngineSettings(
        ToolUse tools,
        int slots,
        int positions,
        Set<Integer> forbidden,
        ProgramRule programs,
        Observation observation) {
    /// Copies the tokens.
    public EngineSettings {
        forbidden = Set.copyOf(forbidden);
    }
}
