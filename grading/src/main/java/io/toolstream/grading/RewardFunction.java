package io.toolstream.grading;

/// Gives a response its grade.
///
/// An implementation is a pure function: equal arguments give equal grades on every machine and on replay.
/// A change of behaviour is a new [#version()], because grades of different versions must not be mixed.
public interface RewardFunction {
    /// Name by which settings select the function.
    String name();

    /// Counts changes of behaviour, from 1.
    int version();

    /// Grades a response against the reference answer; never throws for any text.
    Grade grade(Response response, String reference);

    /// Name and version, as written into each grade.
    default String identity() {
        return name() + "/" + version();
    }
}
