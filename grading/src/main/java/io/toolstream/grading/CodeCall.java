package io.toolstream.grading;

/// One program of a response, as far as the behaviour metrics need it.
///
/// @param code the program
/// @param passed whether it ran to its end without an error
/// @param startToken position of its first token among the tokens after the prompt, from 0
public record CodeCall(String code, boolean passed, int startToken) {
    public CodeCall {
        if (startToken < 0) {
            throw new IllegalArgumentException("startToken is " + startToken + "; give zero or more");
        }
    }

    /// Lines that hold more than white space and more than a comment.
    public long lines() {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .count();
    }
}
