package io.toolstream.app.account;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers faults: counts all, keeps the first few of each rule.
final class Faults {
    private static final int KEPT = 10;

    private final Map<Invariant, Integer> counts = new EnumMap<>(Invariant.class);
    private final List<Fault> kept = new ArrayList<>();

    /// `message` is a format string; `values` are its arguments.
    @SuppressWarnings("AnnotateFormatMethod")
    void add(Invariant invariant, String message, @Nullable Object... values) {
        if (counts.merge(invariant, 1, Integer::sum) <= KEPT) {
            kept.add(new Fault(invariant, message.formatted(values)));
        }
    }

    /// The first of each rule, in the order found.
    List<Fault> kept() {
        return List.copyOf(kept);
    }

    /// All of them.
    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
