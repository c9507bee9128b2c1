package io.toolstream.learner.feed;

import io.toolstream.schemas.Problem;
import java.util.Comparator;
import java.util.List;

/// The problem of each request: every epoch plays all problems once, in an order of its own. A pure function of the
/// seed and the list, so that a restarted learner asks what it would have asked.
///
/// The order of an epoch is a Feistel network over the smallest even number of bits that holds all positions; a
/// result that is no position goes through it again, which keeps it a permutation.
public final class ProblemOrder {
    private static final int ROUNDS = 4;

    private final List<Problem> problems;
    private final long seed;
    private final int halfBits;

    /// @param problems in any order, each id once
    public ProblemOrder(long seed, List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problems: import a data set before starting the run");
        }
        this.problems = problems.stream()
                .sorted(Comparator.comparing(problem -> problem.problemId().value()))
                .toList();
        for (int i = 1; i < this.problems.size(); i++) {
            if (this.problems.get(i).problemId().equals(this.problems.get(i - 1).problemId())) {
                throw new IllegalArgumentException("problem %s is in the list twice"
                        .formatted(this.problems.get(i).problemId()));
            }
        }
        this.seed = seed;
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(problems.size() - 1);
        this.halfBits = Math.max(1, (bits + 1) / 2);
    }

    /// The problem that request `seq` plays.
    public Problem problem(long seq) {
        long epoch = epoch(seq);
        long position = seq % problems.size();
        do {
            position = network(position, epoch);
        } while (position >= problems.size());
        return problems.get((int) position);
    }

    /// How often every problem was played before request `seq`.
    public long epoch(long seq) {
        return seq / problems.size();
    }

    /// The sampling seed of request `seq`.
    long samplingSeed(long seq) {
        return mix(mix(seed) + seq);
    }

    private long network(long position, long epoch) {
        long mask = (1L << halfBits) - 1;
        long left = position >>> halfBits;
        long right = position & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long key = mix(seed ^ mix(epoch * ROUNDS + round));
            long next = left ^ (mix(right ^ key) & mask);
            left = right;
            right = next;
        }
        return (left << halfBits) | right;
    }

    /// The finaliser of SplitMix64.
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
