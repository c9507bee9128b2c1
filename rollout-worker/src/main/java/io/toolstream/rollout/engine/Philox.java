package io.toolstream.rollout.engine;

/// Philox 4x32 with 10 rounds (Salmon et al., SC 2011): random numbers as a pure function of a key and a
/// position, so that
/// a sample's draws depend on nothing but its own name.
final class Philox {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;

    private Philox() {}

    /// A number uniform in `[0, 1)` with 24 bits.
    static float uniform(long key, long position) {
        return (block(key, position)[0] >>> 8) * 0x1p-24f;
    }

    /// The four words of the block at `position`.
    static int[] block(long key, long position) {
        return block((int) key, (int) (key >>> 32), (int) position, (int) (position >>> 32), 0, 0);
    }

    static int[] block(int key0, int key1, int c0, int c1, int c2, int c3) {
        int k0 = key0;
        int k1 = key1;
        int[] counter = {c0, c1, c2, c3};
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(counter[0]);
            long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(counter[2]);
            counter = new int[] {
                (int) (product1 >>> 32) ^ counter[1] ^ k0,
                (int) product1,
                (int) (product0 >>> 32) ^ counter[3] ^ k1,
                (int) product0
            };
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return counter;
    }
}
