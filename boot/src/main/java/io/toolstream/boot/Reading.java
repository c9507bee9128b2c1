package io.toolstream.boot;

import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// What a program counts, read whenever metrics are asked for, from other threads.
///
/// Names have dots and come below `toolstream`; labels tell readings of one name apart, and those of one name have the
/// same label names.
public sealed interface Reading {
    /// The name.
    String name();

    /// Its labels.
    Map<String, String> labels();

    /// A value that goes up and down.
    ///
    /// @param name of a duration ends in `seconds`, which it is in
    record Value(String name, Map<String, String> labels, DoubleSupplier value) implements Reading {
        /// Copies the labels.
        public Value {
            labels = Map.copyOf(labels);
        }
    }

    /// A number that only grows while the process lives. Prometheus adds `_total` to its name.
    record Count(String name, Map<String, String> labels, LongSupplier value) implements Reading {
        /// Copies the labels.
        public Count {
            labels = Map.copyOf(labels);
        }
    }

    /// How often something was done since the process began, and the time it took in all. Prometheus adds
    /// `_seconds_count`
    /// and `_seconds_sum` to its name.
    record Times(String name, Map<String, String> labels, LongSupplier count, DoubleSupplier seconds)
            implements Reading {
        /// Copies the labels.
        public Times {
            labels = Map.copyOf(labels);
        }
    }

    /// A value without labels.
    static Reading of(String name, DoubleSupplier value) {
        return new Value(name, Map.of(), value);
    }

    /// A value with one label.
    static Reading of(String name, String label, String is, DoubleSupplier value) {
        return new Value(name, Map.of(label, is), value);
    }

    /// A number that only grows, without labels.
    static Reading count(String name, LongSupplier value) {
        return new Count(name, Map.of(), value);
    }

    /// A number that only grows, with one label.
    static Reading count(String name, String label, String is, LongSupplier value) {
        return new Count(name, Map.of(label, is), value);
    }
}
