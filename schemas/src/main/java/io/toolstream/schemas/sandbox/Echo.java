package io.toolstream.schemas.sandbox;

/// What becomes of a program's last expression.
public enum Echo {
    /// It is shown by its `repr`, as in an interactive session, when it is an expression with a value.
    AST,
    /// ReTool's rule: when nothing was printed, all but the last line runs again and the last line is
    /// evaluated.
    RETOOL,
    /// verl's rule: the last line becomes `print(line)` unless it starts with `print`.
    VERL,
    /// Nothing.
    NONE
}
