package io.toolstream.app.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The end of a log file.
final class LogTail {
    private static final int BYTES = 16_384;

    private LogTail() {}

    /// The end of a sentence that says what a process last said and where to read more.
    static String lastWords(Path log) {
        try {
            List<String> lines = of(log, 1);
            return lines.isEmpty() ? "; its log is " + log : ": " + lines.getLast() + " (log: " + log + ")";
        } catch (IOException failure) {
            return "; its log " + log + " cannot be read: " + failure;
        }
    }

    /// The last lines that are not blank, oldest first, at most `most` and of the last 16 kB.
    static List<String> of(Path log, int most) throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            int length = Math.toIntExact(Math.min(file.length(), BYTES));
            byte[] bytes = new byte[length];
            file.seek(file.length() - length);
            file.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - most), lines.size());
        }
    }
}
