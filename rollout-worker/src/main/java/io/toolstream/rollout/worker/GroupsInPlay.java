package io.toolstream.rollout.worker;

import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.WorkerBeat.GroupInPlay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What this worker must name in its beats: every request it has taken, until a beat has told that nothing of it is in
/// play any more. Pure; for one thread.
public final class GroupsInPlay {
    private final Map<Key, Samples> groups = new LinkedHashMap<>();

    private record Key(Purpose purpose, long seq, int attempt) {
        static Key of(RolloutRequest request) {
            return new Key(request.purpose(), request.seq(), request.attempt());
        }
    }

    private record Samples(TreeSet<Integer> playing, TreeSet<Integer> written) {}

    /// A request was taken; all samples it asks for are in play.
    public void taken(RolloutRequest request) {
        groups.put(Key.of(request), new Samples(new TreeSet<>(request.samples()), new TreeSet<>()));
    }

    /// The broker has acknowledged the sample's trajectory.
    public void written(RolloutRequest request, int sample) {
        Samples samples = groups.get(Key.of(request));
        if (samples != null && samples.playing().remove(sample)) {
            samples.written().add(sample);
        }
    }

    /// The sample ended without a trajectory to train on.
    public void missing(RolloutRequest request, int sample) {
        Samples samples = groups.get(Key.of(request));
        if (samples != null) {
            samples.playing().remove(sample);
        }
    }

    /// Nothing is in play any more: the worker is closing.
    void stop() {
        groups.values().forEach(samples -> samples.playing().clear());
    }

    /// Whether anything for `purpose` is in play.
    boolean playing(Purpose purpose) {
        return groups.entrySet().stream()
                .anyMatch(entry -> entry.getKey().purpose() == purpose
                        && !entry.getValue().playing().isEmpty());
    }

    /// What the next beat says; groups that it tells the end of are forgotten.
    public List<GroupInPlay> tell() {
        List<GroupInPlay> told = new ArrayList<>();
        groups.forEach((key, samples) -> told.add(new GroupInPlay(
                key.purpose(),
                key.seq(),
                key.attempt(),
                List.copyOf(samples.playing()),
                List.copyOf(samples.written()))));
        groups.values().removeIf(samples -> samples.playing().isEmpty());
        return told;
    }
}
