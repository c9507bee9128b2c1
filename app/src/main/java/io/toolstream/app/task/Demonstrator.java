package io.toolstream.app.task;

import io.toolstream.rollout.engine.Observation;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Writes demonstrations. Every interpreter reply in them is what the sandbox really answered.
public final class Demonstrator {
    /// What the demonstration's policy is tuned on, and is shown ever after: a failure's name.
    public static final Observation OBSERVATION = new Observation(Observation.Errors.NAME, 400);

    private static final Limits LIMITS = Limits.USUAL.withWall(Duration.ofSeconds(5));
    private static final List<String> BY_CODE = List.of(
            "I will compute this with code.", "Let me write code for it.", "The numbers are large, so code helps.");
    private static final List<String> BY_HEAD = List.of(
            "I can do this in my head, step by step.", "By mental arithmetic I go through the steps one by one.");
    private static final String AGAIN = "\nThat failed. I write it again.";

    /// How a demonstration goes about its problem.
    public enum Kind {
        /// The right program.
        RIGHT,
        /// A flawed program, whose output is believed; after an error the answer stays a guess.
        FLAWED,
        /// No program: the true answer, which cannot be computed in the head.
        MENTAL,
        /// A program that fails with an error, then the right one.
        CORRECTED
    }

    private final Sandbox sandbox;

    /// A demonstrator over a sandbox.
    ///
    /// @param sandbox runs every program shown
    public Demonstrator(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /// A demonstration of `kind`. Where the problem has no failing program, CORRECTED gives RIGHT.
    public List<Part> demonstrate(TaskProblem problem, Kind kind, RandomGenerator random) throws InterruptedException {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Part.Author.PROMPT, RetoolText.prompt(problem.question())));
        String opening = pick(BY_CODE, random);
        switch (kind) {
            case RIGHT -> conclude(parts, opening, problem);
            case FLAWED -> {
                String output = attempt(parts, opening, pick(problem.flawed(), random));
                String value = failed(output) ? run(problem.right()) : output;
                parts.add(new Part(Part.Author.POLICY, RetoolText.answer(value)));
            }
            case MENTAL ->
                parts.add(
                        new Part(Part.Author.POLICY, pick(BY_HEAD, random) + RetoolText.answer(run(problem.right()))));
            case CORRECTED -> {
                for (String flawed : problem.flawed()) {
                    if (failed(run(flawed))) {
                        attempt(parts, opening, flawed);
                        conclude(parts, AGAIN, problem);
                        return List.copyOf(parts);
                    }
                }
                conclude(parts, opening, problem);
            }
        }
        return List.copyOf(parts);
    }

    /// What the right program prints: the product's only source of an answer.
    public String answer(TaskProblem problem) throws InterruptedException {
        return run(problem.right());
    }

    private void conclude(List<Part> parts, String opening, TaskProblem problem) throws InterruptedException {
        String output = attempt(parts, opening, problem.right());
        parts.add(new Part(Part.Author.POLICY, RetoolText.answer(output)));
    }

    private String attempt(List<Part> parts, String opening, String program) throws InterruptedException {
        parts.add(new Part(Part.Author.POLICY, opening + RetoolText.code(program)));
        String output = run(program);
        parts.add(new Part(Part.Author.INTERPRETER, RetoolText.interpreter(output)));
        return output;
    }

    private String run(String program) throws InterruptedException {
        return OBSERVATION.of(sandbox.run(Program.of(program).with(LIMITS)));
    }

    private static boolean failed(String output) {
        return output.startsWith("Error: ");
    }

    private static <T> T pick(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
