package io.toolstream.rollout.worker;

import io.toolstream.policy.text.TokenText;
import io.toolstream.rollout.engine.SampleRequest;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.transport.code.AnsweredCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A sample in play and what is remembered of it besides its tokens.
///
/// @param request asked for it
/// @param index of the sample in its group
/// @param prompt the policy read
/// @param started when it was taken
/// @param calls that were answered, in order; filled by other threads
/// @param firstToken when the policy had written one; empty until then
/// @param waitedNanos time in which a program ran or waited to run
record SamplePlayed(
        RolloutRequest request,
        int index,
        TokenText prompt,
        Instant started,
        List<AnsweredCall> calls,
        AtomicReference<@Nullable Instant> firstToken,
        AtomicLong waitedNanos) {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    static SamplePlayed of(RolloutRequest request, int index, TokenText prompt, Instant started) {
        return new SamplePlayed(
                request,
                index,
                prompt,
                started,
                new CopyOnWriteArrayList<>(),
                new AtomicReference<>(),
                new AtomicLong());
    }

    /// What the engine is asked. The key, and with it every draw, follows from the request's seed, the sample and the
    /// attempt.
    SampleRequest asked() {
        long key = (request.sampling().seed() * MIX + index) * MIX + request.attempt();
        return new SampleRequest(
                key,
                prompt.modelIds(),
                (float) request.sampling().temperature(),
                (float) request.sampling().topP(),
                request.sampling().maxTokens(),
                request.sampling().maxTurns());
    }

    void answered(AnsweredCall call, Duration waited) {
        calls.add(call);
        waitedNanos.addAndGet(waited.toNanos());
    }
}
