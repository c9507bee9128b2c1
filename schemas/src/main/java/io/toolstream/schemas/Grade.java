package io.toolstream.schemas;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Verdict, reward and its parts, given by a named, versioned reward function.
///
/// @param answer the answer extracted from the trajectory (never the reference); absent when there is none
public record Grade(
        Verdict verdict,
        double reward,
        Map<String, Double> parts,
        String function,
        String functionVersion,
        @Nullable String answer) {
    public Grade {
        Require.finite("Grade.reward", reward);
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
        parts.forEach((part, value) -> Require.finite("Grade.parts." + part, value));
        Require.text("Grade.function", function);
        Require.text("Grade.functionVersion", functionVersion);
    }

    /// UNDECIDED: over the step budget or beyond the grader's forms; rewarded as WRONG and counted.
    public enum Verdict {
        CORRECT,
        WRONG,
        UNDECIDED
    }
}
