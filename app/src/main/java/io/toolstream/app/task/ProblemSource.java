package io.toolstream.app.task;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/// Draws problems. A checksum of family, phrasing and numbers decides once and for all whether a problem may be
/// trained on or is held out, so that no draw of either kind, under any seed, can meet the other.
public final class ProblemSource {
    private static final int HELD_OUT_IN = 5;
    private static final int ATTEMPTS_MAX = 10_000;

    private final List<ProblemFamily> families;

    /// A source over some families.
    ///
    /// @param families to draw from, with equal chances
    public ProblemSource(List<ProblemFamily> families) {
        this.families = List.copyOf(families);
    }

    /// Which problems to draw.
    public enum Split {
        /// Trained phrasings and numbers free for training.
        TRAINING,
        /// Trained phrasings, held-out numbers.
        HELD_OUT,
        /// The phrasing of each family that is never trained.
        UNSEEN_PHRASING
    }

    /// A problem of any family.
    public TaskProblem draw(Split split, RandomGenerator random) {
        return draw(families.get(random.nextInt(families.size())), split, random);
    }

    /// A problem of `family`.
    public TaskProblem draw(ProblemFamily family, Split split, RandomGenerator random) {
        int trained = family.phrasings().size() - 1;
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int phrasing = split == Split.UNSEEN_PHRASING ? trained : random.nextInt(trained);
            Map<String, String> numbers = family.draw().apply(random);
            TaskProblem problem = family.problem(phrasing, numbers);
            if (split == Split.UNSEEN_PHRASING || heldOut(problem) == (split == Split.HELD_OUT)) {
                return problem;
            }
        }
        throw new IllegalStateException(
                "family " + family.name() + " gave no " + split + " problem in " + ATTEMPTS_MAX + " draws");
    }

    static boolean heldOut(TaskProblem problem) {
        CRC32 checksum = new CRC32();
        checksum.update(problem.key().getBytes(StandardCharsets.UTF_8));
        return checksum.getValue() % HELD_OUT_IN == 0;
    }
}
