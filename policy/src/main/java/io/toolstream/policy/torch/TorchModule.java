package io.toolstream.policy.torch;

import java.util.List;

/// A loaded TorchScript module. Calls on one module come from one thread at a time.
public interface TorchModule extends AutoCloseable {
    /// Runs `method` without autograd and returns the tensors of its result, a tensor or a tuple of
    /// tensors, in order.
    ///
    /// @throws TorchException if the script fails, out of memory included
    List<Tensor> infer(String method, Argument... arguments);

    /// As [#infer], with autograd allowed to record.
    List<Tensor> train(String method, Argument... arguments);

    @Override
    void close();
}
