package io.toolstream.schemas;

/// Who played a trajectory.
///
/// @param device such as `cpu` or `cuda:0`
/// @param dtype  such as `bf16`
public record WorkerIdentity(
        String id, Incarnation incarnation, String build, String device, String dtype, KvOnSwap kvOnSwap) {
    public WorkerIdentity {
        Require.name("WorkerIdentity.id", id);
        Require.text("WorkerIdentity.build", build);
        Require.text("WorkerIdentity.device", device);
        Require.text("WorkerIdentity.dtype", dtype);
    }

    /// What becomes of the KV cache of running sequences when weights are swapped.
    public enum KvOnSwap {
        KEEP,
        RECOMPUTE
    }
}
