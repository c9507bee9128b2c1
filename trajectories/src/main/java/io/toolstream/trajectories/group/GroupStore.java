package io.toolstream.trajectories.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What grouping remembers. Changes become durable together with the groups they produced and the inputs they
/// came from, or not at all.
public interface GroupStore {
    /// The open group, or nothing.
    @Nullable OpenGroup open(long groupId);

    /// Keeps `group` in place of the one with its id.
    void keep(OpenGroup group);

    /// Forgets the open group, if there is one.
    void forget(long groupId);

    /// All open groups, ascending by id.
    List<OpenGroup> allOpen();

    /// The chunk of the bitmap of ended groups, or nothing; see [EndedGroups].
    byte @Nullable [] ended(long chunk);

    /// Keeps a chunk of the bitmap.
    void keepEnded(long chunk, byte[] bits);
}
