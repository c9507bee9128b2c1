package io.toolstream.schemas.sandbox;

/// How a program ended. All but the last two are results that a policy sees.
public enum ProgramStatus {
    /// It ended by itself with exit code 0.
    OK,
    /// It raised, or ended with another exit code.
    ERROR,
    /// Its wall clock ended.
    TIMEOUT,
    /// Its processor time ended.
    CPU_LIMIT,
    /// It ended by a `MemoryError`.
    OUT_OF_MEMORY,
    /// It wrote more than allowed and was killed.
    OUTPUT_LIMIT,
    /// A signal ended it.
    KILLED,
    /// It was not run: it asks for more than this sandbox gives.
    REJECTED,
    /// It was not run: nobody waits for it any more.
    EXPIRED,
    /// The sandbox failed, not the program.
    INFRASTRUCTURE;

    /// Whether the program ended by itself. Only such a one counts in a session: what was stopped would be stopped
    /// again, and each later program with it.
    public boolean endedByItself() {
        return switch (this) {
            case OK, ERROR -> true;
            case TIMEOUT, CPU_LIMIT, OUT_OF_MEMORY, OUTPUT_LIMIT, KILLED, REJECTED, EXPIRED, INFRASTRUCTURE -> false;
        };
    }
}
