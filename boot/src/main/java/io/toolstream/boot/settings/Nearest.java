package io.toolstream.boot.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// Finds the valid key that someone who wrote an unknown one most likely meant.
final class Nearest {
    private Nearest() {}

    /// The key of `valid`, which is not empty, with the fewest changed letters; of several the first by name.
    static String of(String unknown, Collection<String> valid) {
        String wanted = unknown.toLowerCase(Locale.ROOT);
        return valid.stream()
                .min(Comparator.comparingInt((String key) -> distance(wanted, key.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /// Levenshtein's distance: letters inserted, removed or replaced.
    static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[right.length()];
    }
}
