package io.toolstream.app.account;

import io.toolstream.app.account.Played.Place;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.TrajectoryGroup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Whether the groups hold the trajectories they should, and what became of the others.
final class MemberChecks {
    private final RunRecords records;
    private final Faults faults;
    private final Map<Sample, Played> first = new HashMap<>();
    private final Map<Integer, Long> readBeyond = new HashMap<>();
    long training;
    long aborted;
    long evaluations;
    long superseded;

    private record Sample(long groupId, int index) {}

    MemberChecks(RunRecords records, Faults faults) {
        this.records = records;
        this.faults = faults;
    }

    void run() {
        Set<Place> members = new HashSet<>();
        findFirst();
        for (TrajectoryGroup group : records.groupsByOffset.values()) {
            for (GroupMember member : group.members()) {
                Place place = new Place(member.partition(), member.offset());
                members.add(place);
                readBeyond.merge(place.partition(), place.offset(), Math::max);
                check(group, member, place);
            }
        }
        for (Played played : records.trajectories.values()) {
            boolean ended = records.groupsById.containsKey(played.groupId());
            boolean candidate = played.purpose() == Purpose.TRAINING && played.gradable();
            if (candidate && !members.contains(played.place()) && (ended || !isFirst(played))) {
                superseded++;
            }
        }
        for (Place place : records.undecodable) {
            if (!records.deadLetters.contains(place)
                    && place.offset() < readBeyond.getOrDefault(place.partition(), -1L)) {
                faults.add(Invariant.DEAD_LETTERED, "trajectory at %s does not decode and has no dead letter", place);
            }
        }
    }

    private void findFirst() {
        for (Played played : records.trajectories.values()) {
            if (played.purpose() == Purpose.EVALUATION) {
                evaluations++;
            } else {
                training++;
                if (played.gradable()) {
                    first.merge(new Sample(played.groupId(), played.sample()), played, MemberChecks::earlier);
                } else {
                    aborted++;
                }
            }
        }
    }

    /// Records of one group have one key, and so lie in one partition.
    private static Played earlier(Played one, Played other) {
        return one.place().offset() <= other.place().offset() ? one : other;
    }

    private boolean isFirst(Played played) {
        return played.equals(first.get(new Sample(played.groupId(), played.sample())));
    }

    private void check(TrajectoryGroup group, GroupMember member, Place place) {
        Played played = records.trajectories.get(place);
        if (played == null || !refers(group, member, played)) {
            faults.add(
                    Invariant.REFERENCES_HOLD,
                    "sample %d of group %d is said to be %s at %s, where there is %s",
                    member.sampleIndex(),
                    group.groupId(),
                    member.trajectoryId(),
                    place,
                    played == null ? "none" : played.id() + " with another hash or numbers");
        } else if (!isFirst(played)) {
            faults.add(
                    Invariant.FIRST_WINS,
                    "sample %d of group %d is %s at %s, but an earlier one lies on the log",
                    member.sampleIndex(),
                    group.groupId(),
                    member.trajectoryId(),
                    place);
        }
    }

    private static boolean refers(TrajectoryGroup group, GroupMember member, Played played) {
        return played.id().equals(member.trajectoryId())
                && played.groupId() == group.groupId()
                && played.sample() == member.sampleIndex()
                && played.attempt() == member.attempt()
                && played.purpose() == Purpose.TRAINING
                && played.gradable()
                && played.oldest() == member.oldestVersion()
                && played.hash().equals(member.hash());
    }
}
