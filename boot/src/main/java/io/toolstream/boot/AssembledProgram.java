package io.toolstream.boot;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// A program that was built and has not started.
///
/// @param work    works until `close` or for good
/// @param ready   whether it does its work; called from other threads
/// @param close   lets `work` return in good order; called from other threads, once at most
/// @param release gives back what was built for the program, after `work`
/// @param readings what it counts, for metrics
/// @param facts   what it is, for those who look at its health; never secrets
public record AssembledProgram(
        Work work,
        BooleanSupplier ready,
        Runnable close,
        Runnable release,
        List<Reading> readings,
        Map<String, String> facts) {

    /// Copies the collections.
    public AssembledProgram {
        readings = List.copyOf(readings);
        facts = Map.copyOf(facts);
    }

    /// A program of which there is nothing to say in its health.
    public AssembledProgram(
            Work work, BooleanSupplier ready, Runnable close, Runnable release, List<Reading> readings) {
        this(work, ready, close, release, readings, Map.of());
    }

    /// A program's main path.
    public interface Work {
        /// Returns when the program has ended.
        void run() throws InterruptedException, IOException;
    }
}
