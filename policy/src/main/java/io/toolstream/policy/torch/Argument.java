package io.toolstream.policy.torch;

import java.util.List;

/// A value given to a TorchScript method.
public sealed interface Argument {
    /// A tensor; the callee shares its storage.
    record One(Tensor tensor) implements Argument {}

    /// A list of tensors; the callee shares their storage.
    record Many(List<Tensor> tensors) implements Argument {
        /// Copies the list, not the tensors.
        public Many {
            tensors = List.copyOf(tensors);
        }
    }

    /// TorchScript's `int`.
    record Whole(long value) implements Argument {}

    /// TorchScript's `float`.
    record Real(double value) implements Argument {}
}
