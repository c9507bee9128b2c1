package io.toolstream.policy.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Trains a byte-level BPE vocabulary: again and again the most frequent pair of neighbours becomes a token.
/// Ties go to the
/// pair that sorts first, so the same texts always give the same vocabulary.
public final class BpeTrainer {
    private static final Pattern SPLIT = Pattern.compile(Vocabulary.SPLIT);

    private final int size;
    private final int leastCount;
    private final List<String> markers;

    /// A trainer with these bounds.
    ///
    /// @param size most ids wanted, markers included
    /// @param leastCount how often a pair must occur to become a token
    /// @param markers tokens that are never split
    public BpeTrainer(int size, int leastCount, List<String> markers) {
        this.size = size;
        this.leastCount = leastCount;
        this.markers = List.copyOf(markers);
    }

    /// The vocabulary of `texts`. All 256 bytes are in it, so every text can be encoded.
    ///
    /// @throws IllegalArgumentException if the wanted size does not hold the bytes and the markers
    public Vocabulary train(List<String> texts) {
        Map<String, Integer> tokens = new LinkedHashMap<>();
        for (int value = 0; value < 256; value++) {
            tokens.put(Character.toString(ByteAlphabet.of(value)), value);
        }
        int room = size - tokens.size() - markers.size();
        if (room < 0) {
            throw new IllegalArgumentException("a vocabulary of " + size + " cannot hold 256 bytes and "
                    + markers.size() + " markers; ask for at least " + (256 + markers.size()));
        }
        List<Word> words = words(texts);
        List<Vocabulary.Merge> merges = new ArrayList<>();
        while (merges.size() < room) {
            Optional<Vocabulary.Merge> best = mostFrequent(words);
            if (best.isEmpty()) {
                break;
            }
            Vocabulary.Merge merge = best.get();
            merges.add(merge);
            tokens.putIfAbsent(merge.left() + merge.right(), tokens.size());
            words.forEach(word -> word.apply(merge));
        }
        return new Vocabulary(tokens, merges, markers);
    }

    private Optional<Vocabulary.Merge> mostFrequent(List<Word> words) {
        Map<Vocabulary.Merge, Integer> counts = new HashMap<>();
        for (Word word : words) {
            for (int i = 0; i + 1 < word.parts.size(); i++) {
                counts.merge(new Vocabulary.Merge(word.parts.get(i), word.parts.get(i + 1)), word.count, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= leastCount)
                .min(Map.Entry.<Vocabulary.Merge, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> entry.getKey().left(), Comparator.naturalOrder())
                        .thenComparing(entry -> entry.getKey().right(), Comparator.naturalOrder()))
                .map(Map.Entry::getKey);
    }

    private List<Word> words(List<String> texts) {
        Map<String, Integer> counts = new TreeMap<>();
        Pattern marker = Pattern.compile(
                String.join("|", markers.stream().map(Pattern::quote).toList()));
        for (String text : texts) {
            List<String> plain = markers.isEmpty() ? List.of(text) : List.of(marker.split(text, -1));
            for (String part : plain) {
                Matcher matcher = SPLIT.matcher(part);
                while (matcher.find()) {
                    counts.merge(ByteAlphabet.of(matcher.group()), 1, Integer::sum);
                }
            }
        }
        List<Word> words = new ArrayList<>();
        counts.forEach((spelling, count) -> words.add(new Word(spelling, count)));
        return words;
    }

    private static final class Word {
        private final int count;
        private List<String> parts;

        Word(String spelling, int count) {
            this.count = count;
            this.parts = spelling.chars().mapToObj(Character::toString).toList();
        }

        void apply(Vocabulary.Merge merge) {
            if (!parts.contains(merge.left())) {
                return;
            }
            List<String> merged = new ArrayList<>(parts.size());
            for (int i = 0; i < parts.size(); i++) {
                boolean pair = i + 1 < parts.size()
                        && parts.get(i).equals(merge.left())
                        && parts.get(i + 1).equals(merge.right());
                merged.add(pair ? merge.left() + merge.right() : parts.get(i));
                i += pair ? 1 : 0;
            }
            parts = merged;
        }
    }
}
