package io.toolstream.app.task;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Word problems that differ in their numbers and phrasing only. Texts hold `{name}` where a number goes. No
/// answer is known here: it comes from running the right program in the sandbox.
///
/// @param name unique among the families
/// @param draw numbers by name; the same generator state gives the same numbers
/// @param phrasings questions; the last one is never trained
/// @param right a program that prints the answer
/// @param flawed programs that look right and fail, or print something else
public record ProblemFamily(
        String name,
        Function<RandomGenerator, Map<String, String>> draw,
        List<String> phrasings,
        String right,
        List<String> flawed) {

    /// @throws IllegalArgumentException if there are fewer than two phrasings or no flawed program
    public ProblemFamily {
        phrasings = List.copyOf(phrasings);
        flawed = List.copyOf(flawed);
        if (phrasings.size() < 2 || flawed.isEmpty()) {
            throw new IllegalArgumentException("family " + name + " needs two phrasings and a flawed program, has "
                    + phrasings.size() + " and " + flawed.size());
        }
    }

    /// The problem with these numbers in phrasing `phrasing`.
    TaskProblem problem(int phrasing, Map<String, String> numbers) {
        return new TaskProblem(
                name,
                phrasing,
                numbers,
                filled(phrasings.get(phrasing), numbers),
                filled(right, numbers),
                flawed.stream().map(program -> filled(program, numbers)).toList());
    }

    private static String filled(String text, Map<String, String> numbers) {
        String result = text;
        for (Map.Entry<String, String> number : numbers.entrySet()) {
            result = result.replace("{" + number.getKey() + "}", number.getValue());
        }
        return result;
    }
}
