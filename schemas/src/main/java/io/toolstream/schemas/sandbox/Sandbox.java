package io.toolstream.schemas.sandbox;

/// Runs untrusted Python. Safe for use by several threads.
///
/// Covered: wall and processor time, memory, processes, files, output, network, other programs' data, a fresh
/// interpreter for each program. Not covered: covert channels, faults of the kernel, fairness between callers.
public interface Sandbox extends AutoCloseable {
    /// Runs `program` and waits for its end.
    ///
    /// @throws SandboxUnavailableException if the sandbox failed, not the program; a caller may ask again
    /// @throws InterruptedException if the caller was interrupted; the program is ended where it can be told
    ProgramResult run(Program program) throws InterruptedException;

    /// Whether a program could run now. False while what runs programs is broken and being mended; a caller who has the
    /// choice leaves its programs to another sandbox then.
    default boolean available() {
        return true;
    }

    @Override
    void close();
}
