package io.toolstream.rollout.engine;

import io.toolstream.schemas.sandbox.Excerpt;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the policy reads of a program's result: what it printed, and how it failed.
///
/// @param errors how much of a failure is told
/// @param charactersMax of the text; of a longer one the middle is left out, `...` in its place. What was printed
///     gives way to the failure
public record Observation(Errors errors, int charactersMax) {
    private static final int CHARACTERS_LEAST = 40;
    private static final String GAP = "...";

    private static final Set<String> HEADERS =
            Set.of("Traceback (most recent call last):", "  + Exception Group Traceback (most recent call last):");
    private static final String GROUP_MARGIN = "  | ";

    /// How a failed program is told.
    public enum Errors {
        /// What it printed, then the last line of the traceback, as `NameError: name 'x' is not defined`.
        LINE,
        /// What it printed, then the traceback, which has the program's own frames only.
        TRACEBACK,
        /// `Error: ` and the type of the exception, nothing else.
        NAME
    }

    /// Refuses what leaves no room for a sentence.
    ///
    /// @throws IllegalArgumentException if `charactersMax` is too small
    public Observation {
        if (charactersMax < CHARACTERS_LEAST) {
            throw new IllegalArgumentException("rollout.observation is %d characters; a sentence takes at least %d"
                    .formatted(charactersMax, CHARACTERS_LEAST));
        }
    }

    /// The text between the interpreter's markers.
    ///
    /// @throws IllegalArgumentException if the program was not run for a reason that no policy is shown
    public String of(ProgramResult result) {
        if (result.status() == ProgramStatus.OK) {
            return shortened(result.stdout().strip(), charactersMax);
        }
        return switch (errors) {
            case LINE -> told(result, line(result));
            case TRACEBACK -> told(result, traceback(result));
            case NAME -> shortened("Error: " + name(result), charactersMax);
        };
    }

    private String told(ProgramResult result, String failure) {
        String error = shortened(failure, charactersMax);
        int room = charactersMax - error.length() - 1;
        String printed = result.stdout().strip();
        return printed.isEmpty() || room <= GAP.length() ? error : shortened(printed, room) + "\n" + error;
    }

    /// A sentence for every status, the same whether the program lived to say it or not.
    private static String line(ProgramResult result) {
        return switch (result.status()) {
            case ERROR ->
                lastLine(result).orElseGet(() -> result.stderr().isBlank() ? exit(result) : result.lastErrorLine());
            case TIMEOUT -> "TimeoutError: the program used more time than allowed";
            case CPU_LIMIT -> "TimeoutError: the program used more processor time than allowed";
            case OUT_OF_MEMORY -> lastLine(result).orElse("MemoryError: the program used more memory than allowed");
            case OUTPUT_LIMIT -> "OutputLimitError: the program printed more than allowed and was stopped";
            case KILLED -> "Killed: the program was ended by signal " + Math.abs(result.exitCode());
            case REJECTED -> "Rejected: the program was not run: " + result.lastErrorLine();
            case OK, EXPIRED, INFRASTRUCTURE ->
                throw new IllegalArgumentException(
                        "status %s says nothing of a failure of the program and is never shown as one"
                                .formatted(result.status()));
        };
    }

    private static String traceback(ProgramResult result) {
        String line = line(result);
        String told = result.stderr().strip();
        if (lastLine(result).isEmpty()) {
            return line;
        }
        return told.contains(line) ? told : told + "\n" + line;
    }

    /// The last exception's type and the first line of its message. What stands between it and the header is
    /// indented, whether it is a frame, a line of source or a mark below one.
    private static Optional<String> lastLine(ProgramResult result) {
        List<String> lines = result.stderr().lines().toList();
        int header = lines.size() - 1;
        while (header >= 0 && !HEADERS.contains(lines.get(header))) {
            header--;
        }
        return header < 0
                ? Optional.empty()
                : lines.stream()
                        .skip(header + 1)
                        .map(line -> line.startsWith(GROUP_MARGIN) ? line.substring(GROUP_MARGIN.length()) : line)
                        .filter(line -> !line.isBlank() && !line.startsWith(" "))
                        .findFirst()
                        .map(String::stripTrailing);
    }

    private static String exit(ProgramResult result) {
        return "SystemExit: the program ended with exit code " + result.exitCode();
    }

    private static String name(ProgramResult result) {
        String line = result.lastErrorLine();
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        return name.isBlank() ? result.status().name() : name;
    }

    private static String shortened(String text, int charactersMax) {
        return Excerpt.of(text, charactersMax).marked(GAP);
    }
}
