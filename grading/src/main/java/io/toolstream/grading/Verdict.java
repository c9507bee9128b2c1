package io.toolstream.grading;

/// What the grader could establish about an answer.
public enum Verdict {
    /// The answer equals the reference.
    CORRECT,
    /// The answer differs from the reference, or there is none.
    WRONG,
    /// The step budget ran out or a form is beyond the grader: rewarded as wrong, but counted apart.
    UNDECIDED
}
