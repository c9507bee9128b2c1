package io.toolstream.schemas;

import java.util.random.RandomGenerator;

/// A random id of one process start; what is addressed to a dead incarnation is ignored.
public record Incarnation(String value) {
    public Incarnation {
        Require.name("Incarnation", value);
    }

    /// A fresh incarnation of 64 random bits.
    public static Incarnation fresh(RandomGenerator random) {
        return new Incarnation("%016x".formatted(random.nextLong()));
    }

    @Override
    public String toString() {
        return value;
    }
}
