package io.toolstream.trajectories.stream;

import io.toolstream.schemas.Purpose;
import java.util.List;

/// What the stores of one purpose are called; their changelogs are called after them. Each purpose numbers its
/// groups from 0, so that they cannot share.
///
/// @param open groups that have not ended, see [GroupStates]
/// @param ended the numbers of those that have
/// @param waiting trajectories that cannot be graded yet
record StoreNames(String open, String ended, String waiting) {
    static StoreNames of(Purpose purpose) {
        return switch (purpose) {
            case TRAINING -> new StoreNames("open-groups", "ended-groups", "waiting-trajectories");
            case EVALUATION -> new StoreNames("open-evaluations", "ended-evaluations", "waiting-evaluations");
        };
    }

    List<String> all() {
        return List.of(open, ended, waiting);
    }
}
