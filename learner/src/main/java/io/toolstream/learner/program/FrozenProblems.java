package io.toolstream.learner.program;

import io.toolstream.schemas.Problem;
import io.toolstream.schemas.Sha256;
import io.toolstream.schemas.codec.Codec;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// The problems of a run, which may not change while it lives: a restarted learner must ask what it would have asked.
///
/// @param problems ascending by id
/// @param hash     SHA-256 over their encoded records in that order
public record FrozenProblems(List<Problem> problems, String hash) {
    /// Copies the list.
    public FrozenProblems {
        problems = List.copyOf(problems);
    }

    /// Of problems in any order.
    public static FrozenProblems of(Collection<Problem> problems, Codec<Problem> codec) {
        List<Problem> sorted = problems.stream()
                .sorted(Comparator.comparing(problem -> problem.problemId().value()))
                .toList();
        MessageDigest digest = Sha256.digest();
        sorted.forEach(problem -> digest.update(codec.encode(problem)));
        return new FrozenProblems(sorted, HexFormat.of().formatHex(digest.digest()));
    }
}
