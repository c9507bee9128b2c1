package io.toolstream.schemas;

/// One piece of a blob that is kept in Kafka.
///
/// @param blob  SHA-256 of the whole blob
/// @param index from 0
/// @param of    number of pieces
public record WeightChunk(String blob, int index, int of, Bytes content) {
    public WeightChunk {
        Require.sha256("WeightChunk.blob", blob);
        Require.that(index >= 0 && index < of, "WeightChunk %d of %d does not exist", index, of);
    }
}
