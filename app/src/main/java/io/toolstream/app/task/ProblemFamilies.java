package io.toolstream.app.task;

import java.util.List;
import java.util.stream.Stream;

/// Every family of the demonstration task.
public final class ProblemFamilies {
    private ProblemFamilies() {}

    /// All of them, in a fixed order.
    public static List<ProblemFamily> all() {
        return Stream.concat(ArithmeticFamilies.all().stream(), CountingFamilies.all().stream())
                .toList();
    }
}
