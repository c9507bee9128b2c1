package io.toolstream.app.demo;

import io.toolstream.app.data.DatasetItem;
import io.toolstream.app.task.Demonstrator;
import io.toolstream.app.task.ProblemFamilies;
import io.toolstream.app.task.ProblemSource;
import io.toolstream.app.task.ProblemSource.Split;
import io.toolstream.app.task.TaskProblem;
import io.toolstream.schemas.Answer;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Sha256;
import io.toolstream.schemas.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The problems of a demonstration, each with the answer that its right program printed in the sandbox. A problem
/// occurs once, and in one list only.
///
/// @param training asked while learning
/// @param heldOut  asked before and after; numbers never trained
/// @param unseen   likewise, in phrasings never trained
public record DemoTask(List<DatasetItem> training, List<DatasetItem> heldOut, List<DatasetItem> unseen) {
    private static final int ID_DIGITS = 16;
    private static final long TRAINING_STREAM = 0x5DEECE66DL;

    /// How many problems of each kind.
    public record Sizes(int training, int heldOut, int unseen) {}

    /// Copies the lists.
    public DemoTask {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
        unseen = List.copyOf(unseen);
    }

    /// Draws the problems of `seed`; programs run on `parallel` threads.
    ///
    /// @throws IllegalStateException if a right program does not print an answer
    public static DemoTask draw(Sandbox sandbox, long seed, Sizes sizes, int parallel) throws InterruptedException {
        ProblemSource source = new ProblemSource(ProblemFamilies.all());
        Random held = new Random(seed);
        Map<String, TaskProblem> heldOut = distinct(source, Split.HELD_OUT, sizes.heldOut(), held);
        Map<String, TaskProblem> unseen = distinct(source, Split.UNSEEN_PHRASING, sizes.unseen(), held);
        Map<String, TaskProblem> training =
                distinct(source, Split.TRAINING, sizes.training(), new Random(seed ^ TRAINING_STREAM));
        Demonstrator answers = new Demonstrator(sandbox);
        try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
            return new DemoTask(
                    answered(training, answers, threads),
                    answered(heldOut, answers, threads),
                    answered(unseen, answers, threads));
        }
    }

    private static Map<String, TaskProblem> distinct(ProblemSource source, Split split, int count, Random random) {
        Map<String, TaskProblem> problems = new LinkedHashMap<>();
        while (problems.size() < count) {
            TaskProblem problem = source.draw(split, random);
            problems.putIfAbsent(id(problem), problem);
        }
        return problems;
    }

    private static List<DatasetItem> answered(
            Map<String, TaskProblem> problems, Demonstrator answers, ExecutorService threads)
            throws InterruptedException {
        Map<String, Future<String>> running = new LinkedHashMap<>();
        problems.forEach((id, problem) -> running.put(id, threads.submit(() -> answers.answer(problem))));
        List<DatasetItem> items = new ArrayList<>();
        for (Map.Entry<String, Future<String>> entry : running.entrySet()) {
            TaskProblem problem = problems.get(entry.getKey());
            if (problem == null) {
                throw new IllegalStateException("problem %s was lost".formatted(entry.getKey()));
            }
            try {
                ProblemId id = new ProblemId(entry.getKey());
                items.add(new DatasetItem(
                        new Problem(
                                id,
                                problem.question(),
                                Map.of("family", problem.family(), "phrasing", Integer.toString(problem.phrasing()))),
                        new Answer(id, entry.getValue().get())));
            } catch (ExecutionException failure) {
                throw new IllegalStateException(
                        "the right program of problem %s gave no answer".formatted(entry.getKey()), failure.getCause());
            }
        }
        return items;
    }

    /// `family-hash`, so that a figure by family can be had from an id alone.
    private static String id(TaskProblem problem) {
        return problem.family() + "-" + Sha256.of(problem.question()).substring(0, ID_DIGITS);
    }
}
