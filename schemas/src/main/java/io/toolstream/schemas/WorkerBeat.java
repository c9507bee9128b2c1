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
/// @param inPlay      every request it plays; what no live worker names is issued again
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

    /// A request in play. A worker names it until a beat has told that none of its samples is in play any more; a
    /// sample that was in play and is in neither list ended without a trajectory to train on, and is missing.
    ///
    /// @param samples in play: taken, and not yet written
    /// @param written those whose trajectories the broker has acknowledged
    public record GroupInPlay(Purpose purpose, long seq, int attempt, List<Integer> samples, List<Integer> written) {
        public GroupInPlay {
            Require.atLeast("GroupInPlay.seq", seq, 0);
            Require.atLeast("GroupInPlay.attempt", attempt, 1);
            samples = Require.samples("GroupInPlay.samples", samples);
            written = Require.samples("GroupInPlay.written", written);
        }
    }
}
