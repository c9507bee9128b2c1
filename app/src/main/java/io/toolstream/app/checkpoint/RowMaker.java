package io.toolstream.app.checkpoint;

import io.toolstream.app.task.Part;
import io.toolstream.learner.sft.WeightedRow;
import io.toolstream.policy.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Turns texts into rows of tokens. Each part is encoded on its own, as it is when the model generates.
final class RowMaker {
    private final Tokenizer tokenizer;
    private final List<String> words;

    /// @param words from which drill rows are made
    RowMaker(Tokenizer tokenizer, List<String> words) {
        this.tokenizer = tokenizer;
        this.words = List.copyOf(words);
    }

    /// The row of a demonstration: only the policy's tokens count, a digit `digitWeight` times.
    WeightedRow row(List<Part> parts, float digitWeight) {
        List<Long> ids = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        for (Part part : parts) {
            boolean learnt = part.author() == Part.Author.POLICY;
            for (long id : tokenizer.encode(part.text())) {
                ids.add(id);
                weights.add(learnt ? digit(id) ? digitWeight : 1f : 0f);
            }
        }
        return new WeightedRow(longs(ids), floats(weights));
    }

    /// A copying exercise: words and numbers, then twice the same again or the numbers alone; only the
    /// repetitions count.
    WeightedRow drill(int tokens, RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        List<String> numbers = new ArrayList<>();
        int segment = 3 + random.nextInt(5);
        for (int i = 0; i < segment; i++) {
            if (random.nextBoolean()) {
                String number = Integer.toString(random.nextInt((int) Math.pow(10, 1 + random.nextInt(5))));
                numbers.add(number);
                text.append(' ').append(number);
            } else {
                text.append(words.get(random.nextInt(words.size())));
            }
        }
        String again = random.nextBoolean() || numbers.isEmpty() ? text.toString() : " " + String.join(" ", numbers);
        long[] first = tokenizer.encode(text + "\n");
        long[] repeated = tokenizer.encode(again + "\n");
        List<Long> ids = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        append(ids, weights, first, 0);
        append(ids, weights, repeated, 1);
        append(ids, weights, repeated, 1);
        int length = Math.min(tokens, ids.size());
        return new WeightedRow(longs(ids.subList(0, length)), floats(weights.subList(0, length)));
    }

    private static void append(List<Long> ids, List<Float> weights, long[] tokens, float weight) {
        for (long token : tokens) {
            ids.add(token);
            weights.add(weight);
        }
    }

    private boolean digit(long id) {
        return id >= '0' && id <= '9';
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static float[] floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
