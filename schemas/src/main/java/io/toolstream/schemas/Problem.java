package io.toolstream.schemas;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// A question. Its reference answer is an [Answer], apart from it.
///
/// @param labels such as family, phrasing or source; never anything that gives the answer away
public record Problem(ProblemId problemId, String question, Map<String, String> labels) {
    public Problem {
        Require.text("Problem.question", question);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
