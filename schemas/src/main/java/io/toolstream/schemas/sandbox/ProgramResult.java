package io.toolstream.schemas.sandbox;

import java.time.Duration;

/// What became of a program.
///
/// @param exitCode of its process; negative for the signal that ended it
/// @param stdout head and tail where it was cut, the cut said between them
/// @param stderr as `stdout`; tracebacks show the program's own frames only
/// @param stdoutBytes written in all
/// @param stderrBytes written in all
/// @param truncated whether a stream was cut
/// @param wall from its start to its end
/// @param cpu processor time of its process
public record ProgramResult(
        ProgramStatus status,
        int exitCode,
        String stdout,
        String stderr,
        long stdoutBytes,
        long stderrBytes,
        boolean truncated,
        Duration wall,
        Duration cpu) {

    /// The result of a program that was not run.
    public static ProgramResult notRun(ProgramStatus status, String reason) {
        return new ProgramResult(status, 1, "", reason, 0, reason.length(), false, Duration.ZERO, Duration.ZERO);
    }

    /// The same with at most `charactersMax` characters of each stream; the cut is said where it is.
    public ProgramResult cutTo(int charactersMax) {
        boolean cut = stdout.length() > charactersMax || stderr.length() > charactersMax;
        return new ProgramResult(
                status,
                exitCode,
                cut(stdout, charactersMax),
                cut(stderr, charactersMax),
                stdoutBytes,
                stderrBytes,
                truncated || cut,
                wall,
                cpu);
    }

    private static String cut(String text, int charactersMax) {
        Excerpt kept = Excerpt.of(text, charactersMax);
        return kept.marked("\n... [%d characters cut] ...\n".formatted(kept.missing()));
    }

    /// The last line of the error stream, or nothing.
    public String lastErrorLine() {
        String text = stderr.stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
