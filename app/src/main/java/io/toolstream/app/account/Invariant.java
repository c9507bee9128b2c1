package io.toolstream.app.account;

/// The rules of the protocol that a run's topics can show to be broken. `docs/protocol.md` has them under the same
/// numbers, with where each is enforced.
public enum Invariant {
    /// Every request ends in exactly one group.
    ENDS_ONCE(1),
    /// Requests are numbered densely, and each number is issued once.
    DENSE_REQUESTS(2),
    /// A re-issue repeats its request with the next attempt and the deadline of the first.
    REISSUE_REPEATS(4),
    /// The first trajectory of a sample on the log is its group's member.
    FIRST_WINS(5),
    /// A member leads to the trajectory it names, unchanged.
    REFERENCES_HOLD(6),
    /// What cannot be read goes to the dead letters.
    DEAD_LETTERED(7),
    /// No group is trained twice.
    TRAINED_ONCE(8),
    /// What is trained lies at the offset named, and is trainable.
    TRAINED_AS_ENDED(9),
    /// The cursor never goes back, and passes over no trainable group that was fresh enough.
    CURSOR_ADVANCES(10),
    /// What is trained is within the bound of staleness.
    STALENESS_BOUNDED(11),
    /// Steps and versions are dense and never reused; each version's weights are published with its step.
    DENSE_VERSIONS(12),
    /// Version 0 is there before the first request.
    VERSION_ZERO_FIRST(14),
    /// Reference answers stand on their own topic and nowhere else.
    ANSWERS_STAY(15);

    private final int number;

    Invariant(int number) {
        this.number = number;
    }

    /// As `docs/protocol.md` numbers it.
    public String id() {
        return "P" + number;
    }
}
