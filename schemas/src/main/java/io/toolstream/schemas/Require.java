package io.toolstream.schemas;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks that constructors of records make; every message names the field and the value that was refused.
final class Require {
    private Require() {}

    static String text(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("%s is blank; it must name something".formatted(field));
        }
        return value;
    }

    /// A name that may be part of a topic name, a file name and a key: letters, digits, `.`, `_`, `-`, at most 120.
    static String name(String field, String value) {
        boolean legal = !value.isEmpty() && value.length() <= 120;
        for (int i = 0; i < value.length() && legal; i++) {
            char c = value.charAt(i);
            legal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
        }
        if (!legal) {
            throw new IllegalArgumentException(
                    "%s '%s' must have 1 to 120 letters, digits, '.', '_' or '-'".formatted(field, value));
        }
        return value;
    }

    /// `message` is a format string; `values` are its arguments.
    @SuppressWarnings("AnnotateFormatMethod")
    static void that(boolean holds, String message, @Nullable Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(values));
        }
    }

    static long atLeast(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("%s is %d, below %d".formatted(field, value, least));
        }
        return value;
    }

    static double finite(String field, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("%s is %s; it must be a finite number".formatted(field, value));
        }
        return value;
    }

    static Duration notNegative(String field, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("%s is %s; it must not be negative".formatted(field, value));
        }
        return value;
    }

    /// A SHA-256 in lower-case hexadecimal.
    static String sha256(String field, String value) {
        boolean legal = value.length() == 64;
        for (int i = 0; i < value.length() && legal; i++) {
            legal = "0123456789abcdef".indexOf(value.charAt(i)) >= 0;
        }
        if (!legal) {
            throw new IllegalArgumentException(
                    "%s '%s' is not a SHA-256 of 64 lower-case hexadecimal digits".formatted(field, value));
        }
        return value;
    }

    /// The instant to the microsecond, which is what the wire carries.
    static Instant micros(Instant value) {
        return value.truncatedTo(ChronoUnit.MICROS);
    }

    /// Sample numbers: ascending, each once, none negative.
    static List<Integer> samples(String field, List<Integer> values) {
        List<Integer> copy = List.copyOf(values);
        int previous = -1;
        for (int value : copy) {
            that(value > previous, "%s %s must ascend from 0 without repetition", field, copy);
            previous = value;
        }
        return copy;
    }
}
