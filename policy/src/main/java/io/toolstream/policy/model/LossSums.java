package io.toolstream.policy.model;

/// Sums over the masked tokens of a batch.
///
/// @param loss the clipped loss
/// @param entropy of the current distribution, in nats
/// @param clipped tokens whose ratio was clipped
/// @param kl estimate of the divergence of current from behaviour, `e^d - 1 - d` with `d = log(current) -
/// log(behaviour)`
public record LossSums(double loss, double entropy, double clipped, double kl) {}
