package io.toolstream.policy.model;

/// The tokens chosen for a batch, each array `[B]`.
///
/// @param tokens ids
/// @param logProbabilities of those tokens under the unmodified distribution, in nats
/// @param sampledLogProbabilities of those tokens under the distribution they were drawn from, in nats
@SuppressWarnings("ArrayRecordComponent")
public record Choice(long[] tokens, float[] logProbabilities, float[] sampledLogProbabilities) {}
