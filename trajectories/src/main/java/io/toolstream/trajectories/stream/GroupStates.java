package io.toolstream.trajectories.stream;

import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.trajectories.group.EndedGroups;
import io.toolstream.trajectories.group.GroupStore;
import io.toolstream.trajectories.group.OpenGroup;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// What grouping remembers, in two stores of the task that owns the groups: the open ones, and the bitmap of
/// the ended.
///
/// An open group stands there as its request (4 bytes of length, then its record; length 0 while it is not
/// known) and the record that its group would have were it to end INVALID now, of which only members and reason
/// are read again.
final class GroupStates implements GroupStore {
    private static final ProblemId NOT_READ = new ProblemId("not-read");

    private final RunId runId;
    private final Codecs codecs;
    private final KeyValueStore<Long, byte[]> open;
    private final KeyValueStore<Long, byte[]> ended;

    GroupStates(RunId runId, Codecs codecs, KeyValueStore<Long, byte[]> open, KeyValueStore<Long, byte[]> ended) {
        this.runId = runId;
        this.codecs = codecs;
        this.open = open;
        this.ended = ended;
    }

    /// Whether the group has ended.
    boolean hasEnded(long groupId) {
        return EndedGroups.contains(ended(EndedGroups.chunk(groupId)), groupId);
    }

    @Override
    public @Nullable OpenGroup open(long groupId) {
        byte[] bytes = open.get(groupId);
        return bytes == null ? null : decoded(groupId, bytes);
    }

    @Override
    public void keep(OpenGroup group) {
        open.put(group.groupId(), encoded(group));
    }

    @Override
    public void forget(long groupId) {
        open.delete(groupId);
    }

    @Override
    public List<OpenGroup> allOpen() {
        List<OpenGroup> groups = new ArrayList<>();
        try (KeyValueIterator<Long, byte[]> all = open.all()) {
            all.forEachRemaining(entry -> groups.add(decoded(entry.key, entry.value)));
        }
        return groups;
    }

    @Override
    public byte @Nullable [] ended(long chunk) {
        return ended.get(chunk);
    }

    @Override
    public void keepEnded(long chunk, byte[] bits) {
        ended.put(chunk, bits);
    }

    private byte[] encoded(OpenGroup group) {
        RolloutRequest known = group.request();
        byte[] request = known == null ? new byte[0] : codecs.rolloutRequests().encode(known);
        int size = group.members().isEmpty() ? 1 : group.members().getLast().sampleIndex() + 1;
        byte[] members = codecs.trajectoryGroups()
                .encode(new TrajectoryGroup(
                        runId,
                        group.groupId(),
                        NOT_READ,
                        Outcome.INVALID,
                        size,
                        group.members(),
                        group.invalid(),
                        Instant.EPOCH));
        return ByteBuffer.allocate(Integer.BYTES + request.length + members.length)
                .putInt(request.length)
                .put(request)
                .put(members)
                .array();
    }

    private OpenGroup decoded(long groupId, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] request = new byte[buffer.getInt()];
        buffer.get(request);
        byte[] members = new byte[buffer.remaining()];
        buffer.get(members);
        TrajectoryGroup group = codecs.trajectoryGroups().decode(members);
        return new OpenGroup(
                groupId,
                request.length == 0 ? null : codecs.rolloutRequests().decode(request),
                group.members(),
                group.reason());
    }
}
