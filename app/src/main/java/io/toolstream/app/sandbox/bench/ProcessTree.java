package io.toolstream.app.sandbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the processes below this one hold and have used, read from /proc.
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final double TICK_MS = 10;
    private static final double KIB_PER_MIB = 1024;
    private static final int UTIME = 11;
    private static final int CHILDREN_STIME = 14;
    private static final int SETTLE_SAMPLES = 40;
    private static final int SETTLE_SAMPLES_MAX = 400;
    private static final long SETTLE_NANOS = 50_000_000;

    private final long left;

    /// @param left the process below this one that is not counted, with all below it
    ProcessTree(long left) {
        this.left = left;
    }

    /// What is held.
    ///
    /// @param fds open files of the counted processes and of this one, as far as they may be seen
    /// @param rssMb memory, of which what processes share is counted once
    record Holdings(int processes, int fds, double rssMb) {}

    /// Processor time of every counted process, the ended ones included.
    double cpuMs() {
        return own(13, CHILDREN_STIME)
                + counted().stream()
                        .mapToDouble(pid -> times(pid, UTIME, CHILDREN_STIME))
                        .sum();
    }

    private static double own(int from, int to) {
        return times(ProcessHandle.current().pid(), from, to);
    }

    /// Processor time of this JVM.
    static double jvmCpuMs() {
        return own(UTIME, 12);
    }

    /// What is held when nothing runs: the least of several looks, since ended processes take a moment to go.
    ///
    /// @param processes of which there are to be no more; they are waited for a while, since a template that is
    ///     being renewed is there twice
    Holdings settled(int processes) {
        Holdings least = new Holdings(Integer.MAX_VALUE, Integer.MAX_VALUE, Double.MAX_VALUE);
        for (int look = 0;
                look < SETTLE_SAMPLES || (look < SETTLE_SAMPLES_MAX && least.processes() > processes);
                look++) {
            Pause.nanos(SETTLE_NANOS);
            Holdings now = holdings();
            least = new Holdings(
                    Math.min(least.processes(), now.processes()),
                    Math.min(least.fds(), now.fds()),
                    Math.min(least.rssMb(), now.rssMb()));
        }
        return least;
    }

    /// The counted processes that have a child: supervisors, nurseries, and templates with a child that waits.
    Set<Long> parents() {
        List<Long> pids = counted();
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).flatMap(ProcessHandle::parent).stream())
                .map(ProcessHandle::pid)
                .filter(pids::contains)
                .collect(Collectors.toSet());
    }

    private Holdings holdings() {
        List<Long> pids = counted();
        int fds = files(ProcessHandle.current().pid())
                + pids.stream().mapToInt(ProcessTree::files).sum();
        return new Holdings(
                pids.size(), fds, pids.stream().mapToDouble(ProcessTree::memory).sum());
    }

    private List<Long> counted() {
        LongPredicate driver = pid -> pid == left
                || ProcessHandle.of(left)
                        .map(ProcessHandle::descendants)
                        .orElse(Stream.empty())
                        .anyMatch(below -> below.pid() == pid);
        return ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> !driver.test(pid))
                .toList();
    }

    /// Fields of /proc/PID/stat in ticks of the kernel, which user programs see as hundredths of a second.
    private static double times(long pid, int first, int last) {
        return text(pid, "stat")
                .map(stat -> {
                    String[] fields =
                            stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
                    double ticks = 0;
                    for (int field = first; field <= last; field++) {
                        ticks += Double.parseDouble(fields[field]);
                    }
                    return ticks * TICK_MS;
                })
                .orElse(0.0);
    }

    private static double memory(long pid) {
        return text(pid, "smaps_rollup")
                .or(() -> text(pid, "status").map(status -> status.replace("VmRSS:", "Pss:")))
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("Pss:")).findFirst())
                .map(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
                .orElse(0.0);
    }

    private static int files(long pid) {
        try (Stream<Path> open = Files.list(PROC.resolve(pid + "/fd"))) {
            return (int) open.count();
        } catch (IOException _) {
            return 0; // ended meanwhile, or not ours to look into
        }
    }

    private static Optional<String> text(long pid, String file) {
        try {
            return Optional.of(Files.readString(PROC.resolve(pid + "/" + file)));
        } catch (IOException _) {
            return Optional.empty(); // ended meanwhile, or not ours to look into
        }
    }
}
