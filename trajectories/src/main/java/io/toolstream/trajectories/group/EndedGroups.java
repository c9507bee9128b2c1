package io.toolstream.trajectories.group;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The groups that have ended, for ever: one bit for each number, in chunks of 4,096 so that a key-value store
/// holds them. A million groups take 125 kB.
public final class EndedGroups {
    private static final int CHUNK_BYTES = 512;
    private static final int CHUNK_BITS = CHUNK_BYTES * Byte.SIZE;

    private EndedGroups() {}

    /// The chunk that has the bit of `groupId`.
    public static long chunk(long groupId) {
        return groupId / CHUNK_BITS;
    }

    /// Whether `groupId` is in `bits`, its chunk; an absent one is empty.
    public static boolean contains(byte @Nullable [] bits, long groupId) {
        int bit = (int) (groupId % CHUNK_BITS);
        return bits != null && (bits[bit >> 3] & (1 << (bit & 7))) != 0;
    }

    /// `bits` and `groupId`.
    public static byte[] with(byte @Nullable [] bits, long groupId) {
        int bit = (int) (groupId % CHUNK_BITS);
        byte[] more = bits == null ? new byte[CHUNK_BYTES] : Arrays.copyOf(bits, CHUNK_BYTES);
        more[bit >> 3] |= (byte) (1 << (bit & 7));
        return more;
    }
}
