package io.toolstream.app.protocol;

/// One rule of the protocol left out, to see that the simulator notices.
enum Mutation {
    NONE,
    /// The trajectory service keeps no bitmap of the groups that have ended.
    FORGETS_ENDED_GROUPS,
    /// A later trajectory of a sample replaces the earlier one.
    LAST_TRAJECTORY_WINS,
    /// The trajectory service commits what it has read although what it has written was not.
    COMMITS_POSITIONS_APART,
    /// Deadlines are held against the clock and not against what has been read.
    HOLDS_DEADLINES_AGAINST_THE_CLOCK,
    /// A group whose deadline passes is dropped without an end.
    DROPS_OVERDUE_GROUPS,
    /// A re-issue asks for all samples.
    ISSUES_ALL_SAMPLES_AGAIN,
    /// A re-issue has a deadline of its own.
    EXTENDS_DEADLINES,
    /// The learner counts on more groups than one step trains.
    OVERDRAWS_BUDGET,
    /// A restarted learner takes up the groups from the beginning of their log.
    TRAINS_BEFORE_CURSOR,
    /// A restarted learner takes up the groups from the end of their log.
    SKIPS_TO_THE_END,
    /// A learner starts without fencing the one before it.
    STARTS_WITHOUT_FENCING,
    /// A version's manifest and its step's report are committed one after the other.
    COMMITS_IN_PIECES,
    /// Blobs are written after the transaction that names them.
    WRITES_BLOBS_LAST,
    /// A checkpoint holds the weights and not the rest of the state.
    FORGETS_MOMENTS,
    /// A restarted learner numbers its next request by those that ended.
    NUMBERS_BY_ENDED,
    /// The backlog bears one version more of staleness.
    BEARS_MORE_STALENESS
}
