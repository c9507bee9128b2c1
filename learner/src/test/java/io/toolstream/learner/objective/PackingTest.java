package io.toolstream.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {
    @Test
    void longRowsArePlacedFirst() {
        // 7 opens a, 6 opens b, 4 joins b, 3 joins a
        assertThat(Packing.pack(new int[] {3, 6, 4, 7}, 10)).containsExactly(List.of(0, 3), List.of(1, 2));
    }

    @Test
    void everyRowIsPackedOnceWithinTheBudget() {
        Random random = new Random(7);
        for (int trial = 0; trial < 200; trial++) {
            int[] lengths = random.ints(random.nextInt(60), 1, 101).toArray();
            List<List<Integer>> batches = Packing.pack(lengths, 100);

            assertThat(batches)
                    .allSatisfy(batch -> assertThat(
                                    batch.stream().mapToInt(row -> lengths[row]).sum())
                            .isLessThanOrEqualTo(100));
            assertThat(batches.stream().flatMap(List::stream).sorted())
                    .containsExactlyElementsOf(
                            IntStream.range(0, lengths.length).boxed().toList());
            int floor = (IntStream.of(lengths).sum() + 99) / 100;
            assertThat(batches.size()).isLessThanOrEqualTo(2 * floor);
        }
    }

    @Test
    void aRowOverTheBudgetIsRefused() {
        assertThatThrownBy(() -> Packing.pack(new int[] {5, 12}, 10))
                .hasMessage("row 1 has 12 tokens; give rows of 1 to 10, or a larger token budget");
    }
}
