package io.toolstream.app.sandbox.bench;

import java.util.concurrent.locks.LockSupport;

/// Time that is let pass on purpose, where idleness is what is measured.
final class Pause {
    private Pause() {}

    /// Returns after `nanos`, or when the thread is interrupted.
    static void nanos(long nanos) {
        long end = System.nanoTime() + nanos;
        while (end - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
