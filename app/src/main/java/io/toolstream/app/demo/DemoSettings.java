package io.toolstream.app.demo;

import io.toolstream.schemas.Sampling;
import java.nio.file.Path;
import java.time.Duration;

/// What a demonstration does.
///
/// @param problemSeed of all problems and samples
/// @param tools       whether programs run; without, the control arm
/// @param model       folder of the cold start
/// @param base        folder of the base, measured for comparison
/// @param steps       of training
/// @param problems    to train on
/// @param heldOut     asked before and after
/// @param unseen      asked before and after, in phrasings that are never trained
/// @param samples     of each held-out problem at the paper's setting
/// @param rawSamples  of each held-out problem at temperature 1.0 without a nucleus
/// @param parallel    programs run at once while problems are drawn
/// @param evaluation  timeout of one evaluation request
/// @param patience    the longest time without a step that is borne
/// @param output      folder of the reports
public record DemoSettings(
        long problemSeed,
        boolean tools,
        Path model,
        Path base,
        int steps,
        int problems,
        int heldOut,
        int unseen,
        int samples,
        int rawSamples,
        int parallel,
        Duration evaluation,
        Duration patience,
        Path output) {
    /// The paper's evaluation setting (arXiv:2504.11536, §3.1).
    static final double PAPER_TOP_P = 0.7;

    private static final int TOKENS_MAX = 160;
    private static final int TURNS_MAX = 3;

    /// The usual demonstration.
    public static DemoSettings usual(long problemSeed, boolean tools, Path model, Path base, int steps, Path output) {
        return new DemoSettings(
                problemSeed,
                tools,
                model,
                base,
                steps,
                1_500,
                300,
                150,
                4,
                1,
                2,
                Duration.ofMinutes(3),
                Duration.ofMinutes(2),
                output);
    }

    DemoTask.Sizes sizes() {
        return new DemoTask.Sizes(problems, heldOut, unseen);
    }

    /// Sampling at temperature 1.0.
    Sampling sampling(double topP) {
        return new Sampling(1, topP, 0, problemSeed << 20, TOKENS_MAX, TURNS_MAX);
    }

    /// The name of the arm in topics and folders.
    public String arm() {
        return arm(tools);
    }

    static String arm(boolean tools) {
        return tools ? "tools" : "no-tools";
    }
}
