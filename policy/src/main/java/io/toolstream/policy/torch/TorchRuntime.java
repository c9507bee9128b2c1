package io.toolstream.policy.torch;

/// libtorch, as far as we use it: load a script, call its methods, move numbers in and out.
public interface TorchRuntime extends AutoCloseable {
    /// Loads a TorchScript archive.
    ///
    /// @throws TorchException if the script does not compile; the cause names line and place
    TorchModule load(byte[] archive);

    /// A new tensor of 32-bit floats, row-major.
    Tensor ofFloats(float[] values, long... shape);

    /// A new tensor of 64-bit integers, row-major.
    Tensor ofLongs(long[] values, long... shape);

    @Override
    void close();
}
