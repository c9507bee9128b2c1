package io.toolstream.learner.sft;

/// A token sequence to learn.
///
/// @param ids of the tokens, `[T]`
/// @param weights of the tokens as targets, `[T]`; 0 masks a token, and the first token is never a target
@SuppressWarnings("ArrayRecordComponent")
public record WeightedRow(long[] ids, float[] weights) {

    /// Checks the lengths.
    ///
    /// @throws IllegalArgumentException if they differ or are below two
    public WeightedRow {
        if (ids.length != weights.length || ids.length < 2) {
            throw new IllegalArgumentException("a row needs as many weights as ids, at least two, got " + ids.length
                    + " ids and " + weights.length + " weights");
        }
    }
}
