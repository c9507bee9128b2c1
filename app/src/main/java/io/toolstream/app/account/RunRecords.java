package io.toolstream.app.account;

import io.toolstream.app.account.Played.Place;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.WeightManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// All committed records of a run that an account needs, in the order of each partition. Which topic comes first does
/// not matter.
public final class RunRecords {
    final NavigableMap<Long, List<RolloutRequest>> requests = new TreeMap<>();
    final NavigableMap<Long, List<TrajectoryGroup>> groupsById = new TreeMap<>();
    final NavigableMap<Long, TrajectoryGroup> groupsByOffset = new TreeMap<>();
    final Map<Place, Played> trajectories = new HashMap<>();
    final List<StepReport> steps = new ArrayList<>();
    final NavigableMap<Long, List<WeightManifest>> manifests = new TreeMap<>();
    final Set<Place> undecodable = new HashSet<>();
    final Set<Place> deadLetters = new HashSet<>();
    final List<String> unreadable = new ArrayList<>();
    final List<String> leaks = new ArrayList<>();

    /// A record of `rollout-requests`.
    public void request(RolloutRequest request) {
        requests.computeIfAbsent(request.seq(), _ -> new ArrayList<>(1)).add(request);
    }

    /// A record of `trajectories`.
    public void trajectory(Played trajectory) {
        trajectories.put(trajectory.place(), trajectory);
    }

    /// A record of `trajectories` that does not decode.
    public void undecodable(Place place) {
        undecodable.add(place);
    }

    /// A record of another topic that does not decode.
    ///
    /// @param what where it lies and why
    public void unreadable(String what) {
        unreadable.add(what);
    }

    /// A dead letter whose origin is a record of `trajectories`.
    public void deadLetter(Place origin) {
        deadLetters.add(origin);
    }

    /// A record of `trajectory-groups`.
    public void group(long offset, TrajectoryGroup group) {
        groupsByOffset.put(offset, group);
        groupsById.computeIfAbsent(group.groupId(), _ -> new ArrayList<>(1)).add(group);
    }

    /// A record of `learner-steps`.
    public void step(StepReport report) {
        steps.add(report);
    }

    /// A record of `weights` that is no tombstone.
    public void manifest(WeightManifest manifest) {
        manifests.computeIfAbsent(manifest.version(), _ -> new ArrayList<>(1)).add(manifest);
    }

    /// Whether the last step's version is the last one published.
    boolean versionsAgree() {
        long told = steps.isEmpty() ? -1 : steps.getLast().version();
        long published = manifests.isEmpty() ? -1 : manifests.lastKey();
        return told == published;
    }

    /// A record outside `answers` that holds a planted answer.
    ///
    /// @param where topic, partition and offset
    public void leak(String where) {
        leaks.add(where);
    }
}
