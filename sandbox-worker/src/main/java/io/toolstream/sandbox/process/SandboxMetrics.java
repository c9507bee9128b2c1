package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What a sandbox has done since it was opened. Safe for use by several threads.
public final class SandboxMetrics {
    private final Map<ProgramStatus, LongAdder> byStatus = new EnumMap<>(ProgramStatus.class);
    private final Durations waits = new Durations();
    private final Durations executions = new Durations();
    private final Durations processors = new Durations();
    private final Durations forks = new Durations();
    private final LongAdder pooled = new LongAdder();
    private final LongAdder restarts = new LongAdder();

    SandboxMetrics() {
        for (ProgramStatus status : ProgramStatus.values()) {
            byStatus.put(status, new LongAdder());
        }
    }

    void ended(Wire.Answer answer) {
        counted(answer.result().status());
        waits.add(answer.waited());
        executions.add(answer.result().wall());
        processors.add(answer.result().cpu());
        forks.add(answer.fork());
        if (answer.pooled()) {
            pooled.increment();
        }
    }

    void counted(ProgramStatus status) {
        byStatus.getOrDefault(status, new LongAdder()).increment();
    }

    void restarted() {
        restarts.increment();
    }

    /// Programs that ended so. [ProgramStatus#INFRASTRUCTURE] counts those that the sandbox failed.
    public long programs(ProgramStatus status) {
        return byStatus.getOrDefault(status, new LongAdder()).sum();
    }

    /// From a program's arrival at the supervisor to its start.
    public Durations waits() {
        return waits;
    }

    /// From a program's start to its end.
    public Durations executions() {
        return executions;
    }

    /// Processor time of a program.
    public Durations processors() {
        return processors;
    }

    /// The forks that made the programs' processes.
    public Durations forks() {
        return forks;
    }

    /// Programs for which an isolated child was waiting.
    public long pooled() {
        return pooled.sum();
    }

    /// Supervisors that were started after the first.
    public long restarts() {
        return restarts.sum();
    }

    /// The mean processor time of a program.
    public Duration meanProcessor() {
        long count = processors.count();
        return count == 0 ? Duration.ZERO : processors.sum().dividedBy(count);
    }
}
