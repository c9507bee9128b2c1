package io.toolstream.schemas.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What one program may use.
///
/// @param wall from its start; a `TimeoutError` is raised in it then, and soon after it is killed
/// @param cpu rounded up to whole seconds
/// @param memoryBytes of address space beyond what the interpreter holds
/// @param fileBytes size of one file
/// @param files open at once
/// @param inodes files and folders that its scratch folder may hold, where it has one
/// @param threads it may have started at once
/// @param outputBytes kept of each of the two output streams, half from the head and half from the tail
/// @param outputTotalBytes after which the program is killed
public record Limits(
        Duration wall,
        Duration cpu,
        long memoryBytes,
        long fileBytes,
        int files,
        int inodes,
        int threads,
        int outputBytes,
        long outputTotalBytes) {
    /// Enough for a program of a policy.
    public static final Limits USUAL = new Limits(
            Duration.ofSeconds(10), Duration.ofSeconds(10), 1L << 30, 32L << 20, 64, 1_024, 64, 65_536, 16L << 20);

    /// Refuses limits that allow nothing.
    ///
    /// @throws IllegalArgumentException if one is not positive
    public Limits {
        if (!wall.isPositive()
                || !cpu.isPositive()
                || memoryBytes < 1
                || fileBytes < 1
                || files < 1
                || inodes < 1
                || threads < 1
                || outputBytes < 2
                || outputTotalBytes < 1) {
            throw new IllegalArgumentException("every limit must be positive, got wall " + wall + ", cpu " + cpu
                    + ", memoryBytes " + memoryBytes + ", fileBytes " + fileBytes + ", files " + files + ", inodes "
                    + inodes + ", threads " + threads
                    + ", outputBytes " + outputBytes + ", outputTotalBytes " + outputTotalBytes);
        }
    }

    /// The same, with another wall clock.
    public Limits withWall(Duration other) {
        return new Limits(other, cpu, memoryBytes, fileBytes, files, inodes, threads, outputBytes, outputTotalBytes);
    }

    /// Whether each of these limits is at most that of `largest`.
    public boolean within(Limits largest) {
        return wall.compareTo(largest.wall) <= 0
                && cpu.compareTo(largest.cpu) <= 0
                && memoryBytes <= largest.memoryBytes
                && fileBytes <= largest.fileBytes
                && files <= largest.files
                && inodes <= largest.inodes
                && threads <= largest.threads
                && outputBytes <= largest.outputBytes
                && outputTotalBytes <= largest.outputTotalBytes;
    }

    /// Each of these limits that is above that of `largest`, with both values, for people.
    public List<String> above(Limits largest) {
        List<String> above = new ArrayList<>();
        compare(above, "wall", wall, largest.wall);
        compare(above, "cpu", cpu, largest.cpu);
        compare(above, "memoryBytes", memoryBytes, largest.memoryBytes);
        compare(above, "fileBytes", fileBytes, largest.fileBytes);
        compare(above, "files", files, largest.files);
        compare(above, "inodes", inodes, largest.inodes);
        compare(above, "threads", threads, largest.threads);
        compare(above, "outputBytes", outputBytes, largest.outputBytes);
        compare(above, "outputTotalBytes", outputTotalBytes, largest.outputTotalBytes);
        return above;
    }

    private static <T extends Comparable<T>> void compare(List<String> above, String name, T asked, T given) {
        if (asked.compareTo(given) > 0) {
            above.add("%s %s, at most %s".formatted(name, asked, given));
        }
    }
}
