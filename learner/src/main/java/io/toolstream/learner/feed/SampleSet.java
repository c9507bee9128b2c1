package io.toolstream.learner.feed;

import java.util.ArrayList;
import java.util.List;

/// Sets of sample numbers below 64 as the bits of a `long`.
final class SampleSet {
    static final int LARGEST = 64;

    private SampleSet() {}

    /// The samples `0 … size-1`.
    static long all(int size) {
        return size == LARGEST ? -1L : (1L << size) - 1;
    }

    static long of(List<Integer> samples) {
        long set = 0;
        for (int sample : samples) {
            set |= 1L << sample;
        }
        return set;
    }

    static List<Integer> list(long set) {
        List<Integer> samples = new ArrayList<>(Long.bitCount(set));
        for (long rest = set; rest != 0; rest &= rest - 1) {
            samples.add(Long.numberOfTrailingZeros(rest));
        }
        return samples;
    }
}
