package io.toolstream.app.single;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How a policy answers held-out problems.
///
/// @param problems asked
/// @param samples of each
/// @param accuracy mean over problems of the share of right samples
/// @param codeRatio share of samples that ran a program
/// @param corrected share of samples with a failed program, a later one that ran, and a right answer
/// @param byFamily accuracy of each family
/// @param problemsByFamily how many of each were asked
/// @param transcripts the first of each kind
public record EvaluationReport(
        int problems,
        int samples,
        double accuracy,
        double codeRatio,
        double corrected,
        Map<String, Double> byFamily,
        Map<String, Integer> problemsByFamily,
        List<Transcript> transcripts) {

    /// Copies the collections.
    public EvaluationReport {
        byFamily = Map.copyOf(byFamily);
        problemsByFamily = Map.copyOf(problemsByFamily);
        transcripts = List.copyOf(transcripts);
    }

    static EvaluationReport of(
            List<Question> questions, List<List<Graded>> played, int samples, List<Transcript> transcripts) {
        double right = 0;
        double code = 0;
        double corrected = 0;
        int all = 0;
        Map<String, double[]> families = new TreeMap<>();
        Map<String, Integer> asked = new TreeMap<>();
        for (int index = 0; index < questions.size(); index++) {
            double[] family =
                    families.computeIfAbsent(questions.get(index).problem().family(), _ -> new double[2]);
            asked.merge(questions.get(index).problem().family(), 1, Integer::sum);
            for (Graded graded : played.get(index)) {
                all++;
                right += graded.right() ? 1 : 0;
                code += graded.usesCode() ? 1 : 0;
                corrected += graded.corrected() ? 1 : 0;
                family[0] += graded.right() ? 1 : 0;
                family[1]++;
            }
        }
        Map<String, Double> accuracies = new TreeMap<>();
        families.forEach((name, counts) -> accuracies.put(name, counts[0] / Math.max(1, counts[1])));
        double count = Math.max(1, all);
        return new EvaluationReport(
                questions.size(),
                samples,
                right / count,
                code / count,
                corrected / count,
                accuracies,
                asked,
                transcripts);
    }
}
