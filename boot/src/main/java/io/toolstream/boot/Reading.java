package io.toolstream.boot;

import java.util.Map;
import java.util.function.DoubleSupplier;

/// One value of a program, read whenever metrics are asked for.
///
/// @param name   with dots, below `toolstream`; durations are in seconds and say so
/// @param labels tell values of one name apart; readings of one name have the same label names
/// @param value  called from other threads
public record Reading(String name, Map<String, String> labels, DoubleSupplier value) {
    /// Copies the labels.
    public Reading {
        labels = Map.copyOf(labels);
    }

    /// A value without labels.
    public static Reading of(String name, DoubleSupplier value) {
        return new Reading(name, Map.of(), value);
    }

    /// A value with one label.
    public static Reading of(String name, String label, String is, DoubleSupplier value) {
        return new Reading(name, Map.of(label, is), value);
    }
}
