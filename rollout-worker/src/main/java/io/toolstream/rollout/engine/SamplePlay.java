package io.toolstream.rollout.engine;

import io.toolstream.policy.format.TurnReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A sample while it is being played in a slot.
final class SamplePlay {
    final SampleRequest request;
    final List<PlayedSample.PlayedCall> calls = new ArrayList<>();
    private final long[] tokens;
    private final boolean[] byPolicy;
    private final float[] logProbabilities;
    private final float[] sampledLogProbabilities;
    private final int[] versions;
    private int length;
    private TurnReader reader;
    private int slot = -1;
    private int written;

    /// @param room most tokens of the response that are ever stored
    /// @param reader follows the first segment
    SamplePlay(SampleRequest request, int room, TurnReader reader) {
        this.request = request;
        this.reader = reader;
        this.tokens = new long[room];
        this.byPolicy = new boolean[room];
        this.logProbabilities = new float[room];
        this.sampledLogProbabilities = new float[room];
        this.versions = new int[room];
    }

    /// Takes a slot whose cache holds the prompt without its last token.
    void enter(int takenSlot) {
        slot = takenSlot;
        written = request.prompt().length - 1;
    }

    TurnReader reader() {
        return reader;
    }

    int slot() {
        return slot;
    }

    /// How many tokens, prompt included, the cache holds; also the position of the next one.
    int written() {
        return written;
    }

    int length() {
        return length;
    }

    /// The last token, which the cache does not hold yet.
    long pending() {
        return length == 0 ? request.prompt()[request.prompt().length - 1] : tokens[length - 1];
    }

    void wrote(int count) {
        written += count;
    }

    void append(long token, float logProbability, float sampledLogProbability, int version) {
        tokens[length] = token;
        byPolicy[length] = true;
        logProbabilities[length] = logProbability;
        sampledLogProbabilities[length] = sampledLogProbability;
        versions[length++] = version;
    }

    /// Appends an interpreter's reply and returns what the cache must take: the pending token and all of the
    /// reply but its
    /// last token, which becomes the pending one.
    long[] appendReply(long[] reply, int version, TurnReader next) {
        long[] chunk = new long[reply.length];
        chunk[0] = pending();
        System.arraycopy(reply, 0, chunk, 1, reply.length - 1);
        for (long token : reply) {
            tokens[length] = token;
            versions[length++] = version;
        }
        reader = next;
        return chunk;
    }

    PlayedSample end(PlayedSample.Ending ending) {
        return new PlayedSample(
                request,
                Arrays.copyOf(tokens, length),
                Arrays.copyOf(byPolicy, length),
                Arrays.copyOf(logProbabilities, length),
                Arrays.copyOf(sampledLogProbabilities, length),
                Arrays.copyOf(versions, length),
                calls,
                ending);
    }
}
