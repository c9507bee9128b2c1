package io.toolstream.policy.torch;

/// A tensor that libtorch holds. The one who received it closes it; reading copies.
public interface Tensor extends AutoCloseable {
    /// The sizes of its dimensions.
    long[] shape();

    /// Its elements in row-major order. The tensor holds 32-bit floats.
    float[] floats();

    /// Its elements in row-major order. The tensor holds 64-bit integers.
    long[] longs();

    /// Makes autograd collect a gradient for this tensor.
    void requireGradient();

    @Override
    void close();
}
