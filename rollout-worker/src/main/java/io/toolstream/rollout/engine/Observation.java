package io.toolstream.rollout.engine;

import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;

/// What the policy reads of a program's result: what it printed, or the last line of its error.
public final class Observation {
    private static final int CHARACTERS_MAX = 400;

    private Observation() {}

    /// The text between the interpreter's markers, at most 400 characters, the middle left out.
    public static String of(ProgramResult result) {
        String text = result.status() == ProgramStatus.OK ? result.stdout() : "Error: " + errorName(result);
        return shortened(text.strip());
    }

    private static String errorName(ProgramResult result) {
        String line = result.lastErrorLine();
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        return name.isBlank() ? result.status().name() : name;
    }

    private static String shortened(String text) {
        int half = CHARACTERS_MAX / 2;
        return text.length() <= CHARACTERS_MAX
                ? text
                : text.substring(0, half) + "..." + text.substring(text.length() - half);
    }
}
