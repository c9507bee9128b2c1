package io.toolstream.schemas;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a rollout worker says of itself, at a fixed beat.
///
/// @param beat        number within the incarnation, from 0
/// @param inPlay      every group it has taken and not finished; what no live worker names is issued again
/// @param samplesDone trajectories it has written in this incarnation
/// @param version     the version it samples with; absent before the first manifest
/// @param rates       such as `tokensPerSecond`
public record WorkerBeat(
        RunId runId,
        String workerId,
        Incarnation incarnation,
        long beat,
        List<GroupInPlay> inPlay,
        long samplesDone,
        @Nullable Long version,
        Map<String, Double> rates,
        Instant at) {
    public WorkerBeat {
        Require.name("WorkerBeat.workerId", workerId);
        Require.atLeast("WorkerBeat.beat", beat, 0);
        inPlay = List.copyOf(inPlay);
        Require.atLeast("WorkerBeat.samplesDone", samplesDone, 0);
        rates = Collections.unmodifiableMap(new TreeMap<>(rates));
        at = Require.micros(at);
    }

    /// A group in play and the samples of it that are not yet written.
    public record GroupInPlay(Purpose purpose, long seq, int attempt, List<Integer> samples) {
        public GroupInPlay {
            Require.atLeast("GroupInPlay.seq", seq, 0);
            Require.atLeast("GroupInPlay.attempt", attempt, 1);
            samples = Require.samples("GroupInPlay.samples", samples);
        }
    }
}
