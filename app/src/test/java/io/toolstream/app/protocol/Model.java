package io.toolstream.app.protocol;

import io.toolstream.learner.commit.StateHashes;
import io.toolstream.schemas.TrajectoryGroup;
import java.util.HexFormat;
import java.util.List;

/// The learner's state, of which only its hashes matter: a pure function of the batches trained.
///
/// @param moments all of the state that the weights do not show
record Model(long step, long version, long weights, long moments) {
    static final Model COLD_START = new Model(0, 0, 17, 18);

    /// The state after one step more. One update in seven is refused.
    Model trained(List<TrajectoryGroup> batch) {
        long sum = mix(moments + step + 1);
        for (TrajectoryGroup group : batch) {
            sum = mix(sum ^ mix(group.groupId()) ^ group.members().hashCode());
        }
        return sum % 7 == 0
                ? new Model(step + 1, version, weights, sum)
                : new Model(step + 1, version + 1, mix(weights ^ sum), sum);
    }

    StateHashes hashes() {
        return new StateHashes(hash(weights), hash(moments));
    }

    static String hash(long value) {
        return HexFormat.of().toHexDigits(value).repeat(4);
    }

    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
