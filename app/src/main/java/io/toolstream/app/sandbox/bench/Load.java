package io.toolstream.app.sandbox.bench;

import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Programs given to a sandbox by a number of callers, each of which gives its next one when it has the last answer.
///
/// @param wallMs of the whole
/// @param answers in the order of the programs
record Load(double wallMs, List<Answer> answers) {
    private static final double NANOS_PER_MILLI = 1e6;

    Load {
        answers = List.copyOf(answers);
    }

    /// @param callMs as the caller saw it
    record Answer(ProgramResult result, double callMs) {}

    /// Gives `codes` by `outstanding` callers.
    static Load of(Sandbox sandbox, List<String> codes, int outstanding, Limits limits)
            throws InterruptedException, ExecutionException {
        return of(
                sandbox,
                codes.stream().map(code -> Program.of(code).with(limits)).toList(),
                outstanding);
    }

    /// Gives `programs` by `outstanding` callers.
    static Load of(Sandbox sandbox, List<Program> programs, int outstanding)
            throws InterruptedException, ExecutionException {
        NavigableMap<Integer, Answer> answers = new ConcurrentSkipListMap<>();
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int caller = 0; caller < outstanding; caller++) {
                all.add(callers.submit(() -> {
                    for (int at = next.getAndIncrement(); at < programs.size(); at = next.getAndIncrement()) {
                        answers.put(at, ask(sandbox, programs.get(at)));
                    }
                    return null;
                }));
            }
            for (Future<?> caller : all) {
                caller.get();
            }
        }
        return new Load((System.nanoTime() - began) / NANOS_PER_MILLI, List.copyOf(answers.values()));
    }

    static Answer ask(Sandbox sandbox, Program program) throws InterruptedException {
        long began = System.nanoTime();
        ProgramResult result = sandbox.run(program);
        return new Answer(result, (System.nanoTime() - began) / NANOS_PER_MILLI);
    }

    double perSecond() {
        return answers.size() / (wallMs / 1000);
    }

    Samples calls() {
        return Samples.of(answers.stream().map(Answer::callMs).toList());
    }

    long ended(ProgramStatus status) {
        return answers.stream()
                .filter(answer -> answer.result().status() == status)
                .count();
    }

    List<String> outputs() {
        return answers.stream().map(answer -> answer.result().stdout()).toList();
    }
}
