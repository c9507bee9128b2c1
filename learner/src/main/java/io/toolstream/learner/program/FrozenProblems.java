package io.toolstream.learner.program;

import io.toolstream.schemas.Problem;
import io.toolstream.schemas.Sha256;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

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

    /// Of the data set that `names` names, as it stands on its topic now.
    ///
    /// @param stall the longest silence of the cluster that is borne
    /// @throws IllegalArgumentException if the topic does not exist
    /// @throws io.toolstream.schemas.codec.DecodeException if a record is no problem
    public static FrozenProblems read(Cluster cluster, Names names, Codec<Problem> codec, Duration stall) {
        Map<String, Problem> problems = new HashMap<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(Topics.PROBLEMS.in(names)))) {
            reader.readToEnd(
                    stall,
                    record -> record.body()
                            .map(codec::decode)
                            .ifPresentOrElse(
                                    problem -> problems.put(record.keyText(), problem),
                                    () -> problems.remove(record.keyText())));
        }
        return of(problems.values(), codec);
    }
}
