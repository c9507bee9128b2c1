package io.toolstream.learner.policy;

/// What one update did; means are over the policy's tokens.
///
/// @param rows trained
/// @param tokens of the policy in them
/// @param loss mean clipped loss
/// @param entropy mean, in nats
/// @param clipped share of tokens whose ratio was clipped
/// @param kl mean estimate of the divergence of current from behaviour, in nats
/// @param gradientNorm before clipping; 0 when there was nothing to train
public record UpdateReport(
        int rows, long tokens, double loss, double entropy, double clipped, double kl, double gradientNorm) {}
