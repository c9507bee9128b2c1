package io.toolstream.schemas.sandbox;

import java.util.List;

/// A Python program to run once.
///
/// @param code exactly as the policy wrote it
/// @param preamble earlier programs of the same session, run silently first; empty for a program on its own
/// @param stdin what it reads
/// @param echo what becomes of its last expression
/// @param seed of `random` and `numpy.random`; a program run twice with one seed prints the same
/// @param limits what it may use
public record Program(String code, List<String> preamble, String stdin, Echo echo, long seed, Limits limits) {

    /// Copies the preamble.
    public Program {
        preamble = List.copyOf(preamble);
    }

    /// A program on its own with the usual limits.
    public static Program of(String code) {
        return new Program(code, List.of(), "", Echo.AST, 0, Limits.USUAL);
    }

    /// The same, in a session after `earlier`.
    public Program after(List<String> earlier) {
        return new Program(code, earlier, stdin, echo, seed, limits);
    }

    /// The same, with other limits.
    public Program with(Limits other) {
        return new Program(code, preamble, stdin, echo, seed, other);
    }
}
