package io.toolstream.app.task;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One problem of the demonstration task.
///
/// @param family name of its family
/// @param phrasing index of the phrasing used
/// @param numbers by name
/// @param question what the policy reads
/// @param right a program that prints the answer
/// @param flawed programs that do not
public record TaskProblem(
        String family, int phrasing, Map<String, String> numbers, String question, String right, List<String> flawed) {

    /// Copies the collections.
    public TaskProblem {
        numbers = Map.copyOf(numbers);
        flawed = List.copyOf(flawed);
    }

    /// What makes it the same problem as another.
    String key() {
        return family + "/" + phrasing + "/" + new TreeMap<>(numbers);
    }
}
