package io.toolstream.app.data;

import io.toolstream.schemas.Answer;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.ProblemId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/// A problem and the reference answer that belongs to it.
public record DatasetItem(Problem problem, Answer answer) {
    private static final int ID_BYTES = 12;

    /// @throws IllegalArgumentException if the answer is another problem's
    public DatasetItem {
        if (!problem.problemId().equals(answer.problemId())) {
            throw new IllegalArgumentException(
                    "the answer of %s stands beside the problem %s".formatted(answer.problemId(), problem.problemId()));
        }
    }

    /// An item whose id is a hash of its question, white space aside: the same question has the same id in
    /// every file and on every machine.
    public static DatasetItem of(String question, String answer, Map<String, String> labels) {
        ProblemId id = new ProblemId(hash(question.strip().replaceAll("\\s+", " ")));
        return new DatasetItem(new Problem(id, question, labels), new Answer(id, answer));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
