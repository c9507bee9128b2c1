package io.toolstream.boot;

import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/// A program that was built and has not started.
///
/// @param work    works until `close` or for good
/// @param ready   whether it does its work; called from other threads
/// @param close   lets `work` return in good order; called from other threads, once at most
/// @param release gives back what was built for the program, after `work`
/// @param gauges  what it counts, by name, for metrics
public record AssembledProgram(
        Work work, BooleanSupplier ready, Runnable close, Runnable release, Map<String, DoubleSupplier> gauges) {

    /// Copies the gauges.
    public AssembledProgram {
        gauges = Map.copyOf(gauges);
    }

    /// A program's main path.
    public interface Work {
        /// Returns when the program has ended.
        void run() throws InterruptedException, IOException;
    }
}
