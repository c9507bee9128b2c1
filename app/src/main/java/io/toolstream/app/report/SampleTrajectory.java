package io.toolstream.app.report;

import java.util.List;

/// A trajectory to read.
///
/// @param title what it shows, such as "after training: a failed program written again"
/// @param version of the policy that wrote it
/// @param verdict of the grader, in words
/// @param reward given
/// @param segments in order; a program's output follows the segment that ends in it
public record SampleTrajectory(String title, long version, String verdict, double reward, List<Piece> segments) {
    /// Copies the segments.
    public SampleTrajectory {
        segments = List.copyOf(segments);
    }

    /// A segment as it is shown.
    ///
    /// @param author who wrote it
    /// @param text markers included
    public record Piece(Author author, String text) {}

    /// Who writes in a trajectory.
    public enum Author {
        /// The question.
        PROMPT,
        /// What is trained.
        POLICY,
        /// A program's output: masked in training.
        INTERPRETER
    }
}
