package io.toolstream.app.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The memory that processes hold, from Linux's `/proc`.
final class ResidentMemory {
    private static final String FIELD = "VmRSS:";
    private static final long KIBIBYTE = 1_024;

    private ResidentMemory() {}

    /// Resident bytes of `root` and all processes below it. Pages that a parent shares with its forks count
    /// once for
    /// each, so this is an upper bound.
    static long ofTree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(process -> of(process.pid()))
                .sum();
    }

    private static long of(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith(FIELD))
                            .mapToLong(ResidentMemory::kibibytes)
                            .sum()
                    * KIBIBYTE;
        } catch (IOException | java.io.UncheckedIOException _) {
            return 0; // it has ended since it was listed
        }
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.substring(FIELD.length()).replace("kB", "").strip());
    }
}
