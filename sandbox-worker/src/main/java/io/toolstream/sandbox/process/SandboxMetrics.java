package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// What a sandbox has done since it was opened. Safe for use by several threads.
public final class SandboxMetrics {
    private static final Set<ProgramStatus> RUN = EnumSet.complementOf(
            EnumSet.of(ProgramStatus.REJECTED, ProgramStatus.EXPIRED, ProgramStatus.INFRASTRUCTURE));

    private final Map<ProgramStatus, LongAdder> byStatus = new EnumMap<>(ProgramStatus.class);
    private final Durations waits = new Durations();
    private final Durations executions = new Durations();
    private final Map<ProgramStatus, Durations> executionsByStatus = new EnumMap<>(ProgramStatus.class);
    private final Durations processors = new Durations();
    private final Durations forks = new Durations();
    private final Map<String, Served> served = new LinkedHashMap<>();
    private final LongAdder restarts = new LongAdder();

    /// What a template did: programs forked of it, and those for which a child was waiting.
    private record Served(LongAdder programs, LongAdder pooled) {}

    /// @param templates all that there may be
    SandboxMetrics(List<Template> templates) {
        templates.forEach(template -> served.put(template.name(), new Served(new LongAdder(), new LongAdder())));
        for (ProgramStatus status : ProgramStatus.values()) {
            byStatus.put(status, new LongAdder());
        }
        for (ProgramStatus status : RUN) {
            executionsByStatus.put(status, new Durations());
        }
    }

    /// @param template of which the program's process was forked
    void ended(String template, Wire.Answer answer) {
        counted(answer.result().status());
        waits.add(answer.waited());
        executions.add(answer.result().wall());
        Durations alike = executionsByStatus.get(answer.result().status());
        if (alike != null) {
            alike.add(answer.result().wall());
        }
        processors.add(answer.result().cpu());
        forks.add(answer.fork());
        Served by = served.get(template);
        if (by != null) {
            by.programs().increment();
            if (answer.pooled()) {
                by.pooled().increment();
            }
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

    /// The same, by how the program ended; of each way in which one that ran can end.
    public Map<ProgramStatus, Durations> executionsByStatus() {
        return Map.copyOf(executionsByStatus);
    }

    /// Processor time of a program.
    public Durations processors() {
        return processors;
    }

    /// The forks that made the programs' processes.
    public Durations forks() {
        return forks;
    }

    /// Names of the templates, as set.
    public List<String> templates() {
        return List.copyOf(served.keySet());
    }

    /// Programs that ran in children of one template.
    public long programs(String template) {
        Served by = served.get(template);
        return by == null ? 0 : by.programs().sum();
    }

    /// Programs for which an isolated child of the template was waiting.
    public long pooled(String template) {
        Served by = served.get(template);
        return by == null ? 0 : by.pooled().sum();
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
