package io.toolstream.app.single;

import io.toolstream.app.task.Part;
import java.util.List;

/// A sample as a person reads it.
///
/// @param kind why it is worth reading
/// @param reward given
/// @param parts in order, the question first
public record Transcript(Kind kind, double reward, List<Part> parts) {
    /// Copies the parts.
    public Transcript {
        parts = List.copyOf(parts);
    }

    /// What a transcript shows.
    public enum Kind {
        /// A right answer from the first program.
        RIGHT,
        /// A failed program, then a right one.
        CORRECTED,
        /// A wrong answer.
        WRONG
    }

    static Kind kind(Graded graded) {
        return graded.corrected() ? Kind.CORRECTED : graded.right() ? Kind.RIGHT : Kind.WRONG;
    }
}
