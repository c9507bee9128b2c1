package io.toolstream.app.sandbox;

import io.toolstream.app.RefusedException;
import io.toolstream.schemas.sandbox.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Limits as options.
final class LimitOptions {
    private static final long MIB = 1 << 20;

    @Option(names = "--wall-ms", description = "Wall clock of a program; default 10000.")
    private @Nullable Long wallMs;

    @Option(names = "--cpu-ms", description = "Processor time, rounded up to seconds; default 10000.")
    private @Nullable Long cpuMs;

    @Option(names = "--memory-mb", description = "Address space beyond the interpreter's, in MiB; default 1024.")
    private @Nullable Long memoryMb;

    @Option(names = "--file-bytes", description = "Size of one file that it writes; default 33554432.")
    private @Nullable Long fileBytes;

    @Option(names = "--files", description = "Files that it has open at once; default 64.")
    private @Nullable Integer files;

    @Option(names = "--inodes", description = "Files and folders that it makes; default 1024.")
    private @Nullable Integer inodes;

    @Option(names = "--threads", description = "Threads that it has at once beside its first; default 64.")
    private @Nullable Integer threads;

    @Option(names = "--output-bytes", description = "Kept of each output stream, head and tail; default 65536.")
    private @Nullable Integer outputBytes;

    @Option(names = "--output-total-bytes", description = "Written in all, then it is killed; default 16777216.")
    private @Nullable Long outputTotalBytes;

    /// The usual limits, with what was given instead.
    ///
    /// @throws RefusedException if one allows nothing
    Limits limits() {
        Limits usual = Limits.USUAL;
        try {
            return new Limits(
                    wallMs == null ? usual.wall() : Duration.ofMillis(wallMs),
                    cpuMs == null ? usual.cpu() : Duration.ofMillis(cpuMs),
                    memoryMb == null ? usual.memoryBytes() : Math.multiplyExact(memoryMb, MIB),
                    fileBytes == null ? usual.fileBytes() : fileBytes,
                    files == null ? usual.files() : files,
                    inodes == null ? usual.inodes() : inodes,
                    threads == null ? usual.threads() : threads,
                    outputBytes == null ? usual.outputBytes() : outputBytes,
                    outputTotalBytes == null ? usual.outputTotalBytes() : outputTotalBytes);
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            throw new RefusedException("the limits cannot be used: " + wrong.getMessage());
        }
    }
}
