package io.toolstream.policy.model;

/// The bounds of PPO's probability ratio: it is clipped to `[1 - low, 1 + high]`, and for a negative advantage
/// the loss
/// is
/// at most `dual` times its size.
public record Clip(double low, double high, double dual) {}
