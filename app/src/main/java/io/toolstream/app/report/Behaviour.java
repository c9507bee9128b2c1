package io.toolstream.app.report;

import org.jspecify.annotations.Nullable;

/// How the responses of one policy version used code. A figure that was not measured is null.
///
/// @param version of the policy
/// @param trajectories counted
/// @param codeRatio share that ran a program
/// @param codeLines mean lines of a program
/// @param passRate share of programs that ran without an error
/// @param passRateRight the same for the last program of right responses
/// @param passRateWrong the same for the last program of wrong responses
/// @param timing where the first program ends, as a share of the response
/// @param responseTokens mean length of a response
public record Behaviour(
        long version,
        long trajectories,
        double codeRatio,
        @Nullable Double codeLines,
        @Nullable Double passRate,
        @Nullable Double passRateRight,
        @Nullable Double passRateWrong,
        @Nullable Double timing,
        @Nullable Double responseTokens) {}
