package io.toolstream.app.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/// What is killed next: everything once, in an order of the seed's, then everything again in another.
final class Targets {
    private final List<String> names;
    private final Random random;
    private final Deque<String> round = new ArrayDeque<>();

    Targets(List<String> names, Random random) {
        this.names = List.copyOf(names);
        this.random = random;
    }

    String next() {
        if (round.isEmpty()) {
            List<String> order = new ArrayList<>(names);
            Collections.shuffle(order, random);
            round.addAll(order);
        }
        return round.removeFirst();
    }
}
