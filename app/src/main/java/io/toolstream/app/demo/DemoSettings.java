package io.toolstream.app.demo;

import io.toolstream.schemas.Sampling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What a demonstration does.
///
/// @param problemSeed of all problems and samples
/// @param tools       whether programs run; without, the control arm
/// @param model       folder of the cold start
/// @param base        folder of the base, measured for comparison
/// @param steps       of training
/// @param sizes       problems of each kind
/// @param samples     of each held-out problem
/// @param parallel    programs run at once while problems are drawn
/// @param evaluation  timeout of one evaluation request
/// @param patience    the longest time without a step that is borne
record DemoSettings(
        long problemSeed,
        boolean tools,
        Path model,
        Path base,
        int steps,
        DemoTask.Sizes sizes,
        int samples,
        int parallel,
        Duration evaluation,
        Duration patience) {
    /// The paper's evaluation setting (arXiv:2504.11536, §3.1).
    static final double PAPER_TOP_P = 0.7;

    static final int TOKENS_MAX = 160;
    static final int TURNS_MAX = 3;

    /// The usual demonstration.
    static DemoSettings usual(long problemSeed, boolean tools, Path model, Path base, int steps) {
        return new DemoSettings(
                problemSeed,
                tools,
                model,
                base,
                steps,
                new DemoTask.Sizes(1_500, 300, 150),
                4,
                2,
                Duration.ofMinutes(3),
                Duration.ofMinutes(2));
    }

    /// Sampling at temperature 1.0.
    Sampling sampling(double topP) {
        return new Sampling(1, topP, 0, problemSeed << 20, TOKENS_MAX, TURNS_MAX);
    }

    /// The name of the arm in topics and folders.
    String arm() {
        return tools ? "tools" : "no-tools";
    }

    /// What the programs are told beside their defaults.
    Map<String, String> programs() {
        return Map.of(
                "learner.model", model.toAbsolutePath().toString(),
                "learner.seed", Long.toString(problemSeed),
                "learner.steps", Integer.toString(steps),
                "rollout.tools", Boolean.toString(tools));
    }
}
