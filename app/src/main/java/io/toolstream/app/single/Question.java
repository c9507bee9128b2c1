package io.toolstream.app.single;

import io.toolstream.app.task.TaskProblem;

/// A problem with the answer that the right program printed.
///
/// @param problem asked
/// @param answer known to the grader only
public record Question(TaskProblem problem, String answer) {}
