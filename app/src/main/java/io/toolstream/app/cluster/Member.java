package io.toolstream.app.cluster;

import io.toolstream.schemas.topic.Program;

/// One place in the cluster: a program and the number of the process among those of the program, from 0.
public record Member(Program program, int slot) {
    /// Checks the number.
    ///
    /// @throws IllegalArgumentException if it is negative, or `program` is not one that runs for long
    public Member {
        if (slot < 0) {
            throw new IllegalArgumentException("slot %d of %s is negative".formatted(slot, program.principal()));
        }
        if (program == Program.CLI || program == Program.IMPORT) {
            throw new IllegalArgumentException(program.principal() + " is a command, not a program of the cluster");
        }
    }

    /// Its name in logs, files and reports: `sandbox-worker-0`.
    public String name() {
        return program.principal() + "-" + slot;
    }
}
