package io.toolstream.app.single;

import io.toolstream.learner.policy.UpdateReport;

/// One step of a single run.
///
/// @param step from 1
/// @param reward mean
/// @param codeRatio share of samples that ran a program
/// @param corrected share of samples with a failed program, a later one that ran, and a right answer
/// @param responseTokens mean length of a response
/// @param groupsTrained groups whose rewards differed
/// @param update what the update did
/// @param seconds since the run began
public record StepReport(
        int step,
        double reward,
        double codeRatio,
        double corrected,
        double responseTokens,
        int groupsTrained,
        UpdateReport update,
        double seconds) {}
