package io.toolstream.rollout.engine;

/// One sample to play.
///
/// @param key names the sample; its random draws follow from it
/// @param prompt token ids, at least one
/// @param temperature of sampling, positive
/// @param topP share of probability that is kept
/// @param tokensMax response tokens, the interpreter's included
/// @param turnsMax programs it may run
@SuppressWarnings("ArrayRecordComponent")
public record SampleRequest(long key, long[] prompt, float temperature, float topP, int tokensMax, int turnsMax) {

    /// Refuses what cannot be played.
    ///
    /// @throws IllegalArgumentException if the prompt is empty or a number is out of range
    public SampleRequest {
        if (prompt.length == 0 || !(temperature > 0) || !(topP > 0 && topP <= 1) || tokensMax < 1 || turnsMax < 0) {
            throw new IllegalArgumentException("a sample needs a prompt, a positive temperature, top-p in (0, 1], a"
                    + " token and no negative number of turns; got prompt of " + prompt.length + ", temperature "
                    + temperature + ", topP " + topP + ", tokensMax " + tokensMax + ", turnsMax " + turnsMax);
        }
    }
}
