package io.toolstream.policy.format;

import java.util.Optional;

/// Finds `\boxed{…}`.
final class Box {
    private static final String OPENING = "\\boxed{";

    private Box() {}

    /// What the last box of `text` holds, if its braces balance.
    static Optional<String> last(String text) {
        int start = text.lastIndexOf(OPENING);
        if (start < 0) {
            return Optional.empty();
        }
        int depth = 1;
        for (int i = start + OPENING.length(); i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return Optional.of(text.substring(start + OPENING.length(), i));
            }
        }
        return Optional.empty();
    }
}
