package io.toolstream.policy.model;

/// A padded batch of trajectories to learn from. Arrays other than `rows` are `[B, T-1]` in row-major order
/// and speak
/// of each
/// token after the first as a target.
///
/// @param rows token ids, `[B, T]`, padded at the right
/// @param mask 1 where the policy wrote the token, 0 at prompts, interpreter output and padding
/// @param behaviour log-probability under the policy that sampled it, in nats
/// @param advantages of the token
@SuppressWarnings("ArrayRecordComponent")
public record PolicyBatch(long[][] rows, float[] mask, float[] behaviour, float[] advantages) {}
