package io.toolstream.app.protocol;

import io.toolstream.schemas.GroupMember;
import io.toolstream.trajectories.group.GroupStore;
import io.toolstream.trajectories.group.OpenGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A store whose changes since the last commit can be undone, as a changelog restores it.
final class RollingStore implements GroupStore {
    private final boolean forgetful;
    private final TreeMap<Long, OpenGroup> open = new TreeMap<>();
    private final Map<Long, byte[]> ended = new HashMap<>();
    private final Map<Long, @Nullable OpenGroup> openBefore = new HashMap<>();
    private final Map<Long, byte @Nullable []> endedBefore = new HashMap<>();

    RollingStore(Mutation mutation) {
        this.forgetful = mutation == Mutation.FORGETS_ENDED_GROUPS;
    }

    void commit() {
        openBefore.clear();
        endedBefore.clear();
    }

    void rollBack() {
        openBefore.forEach((groupId, group) -> restore(open, groupId, group));
        endedBefore.forEach((chunk, bits) -> restore(ended, chunk, bits));
        commit();
    }

    private static <T> void restore(Map<Long, T> map, Long key, @Nullable T value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    /// For a mutation: the sample's first trajectory is forgotten.
    void forgetSample(long groupId, int sample) {
        OpenGroup group = open.get(groupId);
        if (group != null) {
            List<GroupMember> others = group.members().stream()
                    .filter(member -> member.sampleIndex() != sample)
                    .toList();
            keep(new OpenGroup(groupId, group.request(), others, group.invalid()));
        }
    }

    @Override
    public @Nullable OpenGroup open(long groupId) {
        return open.get(groupId);
    }

    @Override
    public void keep(OpenGroup group) {
        remember(openBefore, open, group.groupId());
        open.put(group.groupId(), group);
    }

    @Override
    public void forget(long groupId) {
        remember(openBefore, open, groupId);
        open.remove(groupId);
    }

    @Override
    public List<OpenGroup> allOpen() {
        return List.copyOf(open.values());
    }

    @Override
    public byte @Nullable [] ended(long chunk) {
        return forgetful ? null : ended.get(chunk);
    }

    @Override
    public void keepEnded(long chunk, byte[] bits) {
        remember(endedBefore, ended, chunk);
        ended.put(chunk, bits);
    }

    private static <T> void remember(Map<Long, @Nullable T> before, Map<Long, T> now, long key) {
        if (!before.containsKey(key)) {
            before.put(key, now.get(key));
        }
    }
}
