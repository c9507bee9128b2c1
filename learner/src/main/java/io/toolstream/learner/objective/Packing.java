package io.toolstream.learner.objective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Divides rows into micro-batches that fit a budget of tokens.
public final class Packing {
    private Packing() {}

    /// Puts the longest row first into the first micro-batch with room (first-fit decreasing): at most 11/9 of the
    /// fewest possible micro-batches, plus one.
    ///
    /// The result depends on the lengths alone: equal lengths keep their order, each micro-batch lists its rows in
    /// ascending order, and micro-batches are ordered by their first row.
    ///
    /// @param lengths tokens of each row
    /// @param budget most tokens of a micro-batch, summed without padding
    /// @return indices of the rows of each micro-batch; every row in exactly one
    /// @throws IllegalArgumentException when a row is empty or longer than the budget
    public static List<List<Integer>> pack(int[] lengths, int budget) {
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] < 1 || lengths[row] > budget) {
                throw new IllegalArgumentException("row " + row + " has " + lengths[row] + " tokens; give rows of 1 to "
                        + budget + ", or a larger token budget");
            }
        }
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> room = new ArrayList<>();
        IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer row) -> -lengths[row]))
                .forEachOrdered(row -> place(row, lengths[row], budget, batches, room));
        batches.forEach(batch -> batch.sort(Comparator.naturalOrder()));
        batches.sort(Comparator.comparing(List::getFirst));
        return batches.stream().map(List::copyOf).toList();
    }

    private static void place(int row, int length, int budget, List<List<Integer>> batches, List<Integer> room) {
        for (int i = 0; i < batches.size(); i++) {
            if (room.get(i) >= length) {
                batches.get(i).add(row);
                room.set(i, room.get(i) - length);
                return;
            }
        }
        batches.add(new ArrayList<>(List.of(row)));
        room.add(budget - length);
    }
}
