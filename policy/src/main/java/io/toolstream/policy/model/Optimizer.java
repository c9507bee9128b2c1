package io.toolstream.policy.model;

/// The settings of one AdamW update (arXiv:1711.05101) after clipping the gradient's global norm.
///
/// @param rate learning rate
/// @param decay decoupled weight decay
/// @param clip largest global L2 norm of the gradient; [#NO_CLIP] leaves it as it is
public record Optimizer(double rate, double beta1, double beta2, double epsilon, double decay, double clip) {
    /// A bound that no gradient of finite numbers reaches.
    public static final double NO_CLIP = 1e30;
}
