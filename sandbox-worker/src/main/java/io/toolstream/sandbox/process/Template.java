package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.Program;
import java.util.List;

/// A process with some packages imported, of which programs that use them are forked.
///
/// A fork costs by the memory that is mapped, so a program gets the smallest template that serves it. A package
/// that its template lacks is imported when the program does, only more slowly.
///
/// @param modules imported beforehand, where installed
/// @param words a program that contains one is given this template
/// @param eager whether it starts with the sandbox, or with the first program that needs it
public record Template(String name, List<String> modules, List<String> words, boolean eager) {
    /// Standard modules alone, then by what mathematical programs import.
    public static final List<Template> USUAL = List.of(
            new Template("std", List.of(), List.of(), true),
            new Template("numpy", List.of("numpy"), List.of("numpy", "pandas"), true),
            new Template("sympy", List.of("numpy", "sympy"), List.of("sympy", "mpmath"), true),
            new Template("scipy", List.of("numpy", "sympy", "scipy"), List.of("scipy", "statsmodels"), false));

    /// Copies the lists.
    public Template {
        modules = List.copyOf(modules);
        words = List.copyOf(words);
    }

    /// The number of the template for `program`, by a cheap look for words.
    ///
    /// @param kept names of the templates there are, in the order of their numbers
    static int chosen(List<Template> templates, List<String> kept, Program program) {
        for (int at = templates.size() - 1; at > 0; at--) {
            Template template = templates.get(at);
            int number = kept.indexOf(template.name);
            if (number > 0 && template.serves(program)) {
                return number;
            }
        }
        return 0;
    }

    private boolean serves(Program program) {
        for (String word : words) {
            if (program.code().contains(word)) {
                return true;
            }
            for (String block : program.preamble()) {
                if (block.contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
