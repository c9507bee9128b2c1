package io.toolstream.app.report;

/// How a policy answered held-out problems at one setting.
///
/// @param policy such as "base", "cold start" or "after training"
/// @param setting such as "temperature 1.0, top-p 0.7"
/// @param problems asked
/// @param samples of each
/// @param accuracy mean over problems of the share of right samples (mean@k)
/// @param codeRatio share of samples that ran a program
/// @param corrected share of samples with a failed program, a later one that ran, and a right answer
public record Evaluation(
        String policy,
        String setting,
        int problems,
        int samples,
        double accuracy,
        double codeRatio,
        double corrected) {}
