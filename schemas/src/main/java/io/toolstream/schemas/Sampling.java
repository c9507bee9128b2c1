package io.toolstream.schemas;

/// How tokens are drawn, and how many.
///
/// @param temperature 0 is greedy
/// @param topP        mass kept, in (0, 1]; 1 keeps all
/// @param topK        candidates kept; 0 keeps all
/// @param seed        of the request; each sample derives its own stream from it and its trajectory
/// @param maxTokens   response tokens, the interpreter's included
/// @param maxTurns    code calls
public record Sampling(double temperature, double topP, int topK, long seed, int maxTokens, int maxTurns) {
    public Sampling {
        Require.finite("Sampling.temperature", temperature);
        Require.that(temperature >= 0, "Sampling.temperature is %s; it must not be negative", temperature);
        Require.that(topP > 0 && topP <= 1, "Sampling.topP is %s; it must lie in (0, 1]", topP);
        Require.atLeast("Sampling.topK", topK, 0);
        Require.atLeast("Sampling.maxTokens", maxTokens, 1);
        Require.atLeast("Sampling.maxTurns", maxTurns, 0);
    }

    /// Whether tokens are drawn from a distribution other than the model's own.
    public boolean modifiesDistribution() {
        return temperature != 1 || topP < 1 || topK > 0;
    }
}
