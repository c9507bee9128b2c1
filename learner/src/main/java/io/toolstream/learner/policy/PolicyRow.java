package io.toolstream.learner.policy;

/// A trajectory as the update sees it.
///
/// @param ids prompt and response, `[T]`
/// @param byPolicy whether the policy wrote the token, `[T]`
/// @param behaviour log-probability under the policy that sampled it, in nats; anything where it did not, `[T]`
/// @param advantage of all its tokens
@SuppressWarnings("ArrayRecordComponent")
public record PolicyRow(long[] ids, boolean[] byPolicy, float[] behaviour, double advantage) {

    /// Checks the lengths.
    ///
    /// @throws IllegalArgumentException if they differ or are below two
    public PolicyRow {
        if (ids.length < 2 || ids.length != byPolicy.length || ids.length != behaviour.length) {
            throw new IllegalArgumentException("a row needs equally many ids, authors and log-probabilities, at least"
                    + " two, got " + ids.length + ", " + byPolicy.length + " and " + behaviour.length);
        }
    }
}
