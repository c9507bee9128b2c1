package io.toolstream.schemas;

import java.util.Arrays;

/// Log-probabilities of tokens, `[n]`, in nats, none above zero (by more than rounding) and none NaN; immutable.
public final class LogProbs {
    /// A log-softmax in f32 or bf16 may round to slightly above zero.
    private static final float ROUNDING = 1e-3f;

    private final float[] values;

    private LogProbs(float[] values) {
        this.values = values;
    }

    public static LogProbs of(float... values) {
        for (int i = 0; i < values.length; i++) {
            Require.that(
                    values[i] <= ROUNDING && values[i] > Float.NEGATIVE_INFINITY,
                    "log-probability %s at token %d is not a finite number up to 0",
                    values[i],
                    i);
        }
        return new LogProbs(values.clone());
    }

    public int size() {
        return values.length;
    }

    public float get(int index) {
        return values[index];
    }

    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogProbs that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return values.length <= 16 ? Arrays.toString(values) : "LogProbs[%d]".formatted(values.length);
    }
}
