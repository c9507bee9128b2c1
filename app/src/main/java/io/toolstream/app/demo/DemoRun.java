package io.toolstream.app.demo;

import io.toolstream.learner.program.ModelFiles;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One demonstration on a cluster whose programs somebody else starts and ends: declares the run, has the cold start
/// measured, lets the learner train, and has the result measured. Before and after are measured while nothing trains.
final class DemoRun {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final DemoSettings settings;
    private final DemoTask task;
    private final Cluster cluster;
    private final Names names;
    private final Codecs codecs;
    private final InstantSource clock;
    private final DemoProgress progress;
    private final Evaluation evaluation;

    /// Hears of every step as it comes.
    interface StepListener {
        /// A step is on the log.
        ///
        /// @param started when training did
        void stepped(RunWatch.Observed step, Instant started) throws InterruptedException;
    }

    /// What came of it.
    ///
    /// @param started training
    /// @param watch   as it stood at the end
    record Outcome(Measured before, Measured after, List<RunWatch.Observed> steps, Instant started, RunWatch watch) {
        Outcome {
            steps = List.copyOf(steps);
        }
    }

    DemoRun(
            DemoSettings settings,
            DemoTask task,
            Cluster cluster,
            Names names,
            Codecs codecs,
            InstantSource clock,
            DemoProgress progress) {
        this.settings = settings;
        this.task = task;
        this.cluster = cluster;
        this.names = names;
        this.codecs = codecs;
        this.clock = clock;
        this.progress = progress;
        this.evaluation = new Evaluation(cluster, names, codecs, clock, settings.evaluation());
    }

    /// Writes what the programs need to find when they start.
    RunManifest declare(Map<String, String> programs, String codeVersion) throws IOException, InterruptedException {
        return declaration().declare(task, ModelFiles.identity(settings.model()), programs, codeVersion);
    }

    /// Measures version 0, once it is published. The programs run.
    ///
    /// @throws RunStalledException if it is not within the patience
    Measured before(RunWatch watch) throws InterruptedException {
        awaitVersionZero(watch);
        return measure(0, "before");
    }

    /// Trains and measures again.
    ///
    /// @param each hears of every step
    /// @throws RunStalledException if no step came within the patience
    Outcome play(Measured before, RunManifest manifest, RunWatch watch, StepListener each) throws InterruptedException {
        declaration().change(manifest, RunManifest.State.RUNNING);
        Instant started = clock.instant();
        List<RunWatch.Observed> steps = train(watch, started, each);
        Measured after = measure(steps.isEmpty() ? 0 : steps.getLast().report().version(), "after");
        return new Outcome(before, after, steps, started, watch);
    }

    private RunDeclaration declaration() {
        return new RunDeclaration(cluster, names, codecs, clock, RunDeclaration.ONE_BROKER);
    }

    private void awaitVersionZero(RunWatch watch) {
        Instant deadline = clock.instant().plus(settings.patience());
        while (watch.poll(LOOK).isEmpty()) {
            requireBefore(deadline, "version 0 was not published");
        }
    }

    private List<RunWatch.Observed> train(RunWatch watch, Instant started, StepListener each)
            throws InterruptedException {
        List<RunWatch.Observed> steps = new ArrayList<>();
        Instant deadline = clock.instant().plus(settings.patience());
        while (steps.size() < settings.steps()) {
            for (RunWatch.Observed step : watch.poll(LOOK)) {
                steps.add(step);
                each.stepped(step, started);
                deadline = clock.instant().plus(settings.patience());
            }
            requireBefore(deadline, "no step came after step %d".formatted(steps.size()));
        }
        return steps;
    }

    private void requireBefore(Instant deadline, String what) {
        if (clock.instant().isAfter(deadline)) {
            throw new RunStalledException(
                    "%s within %s; look at the learner's log".formatted(what, settings.patience()));
        }
    }

    private Measured measure(long version, String when) throws InterruptedException {
        List<Evaluation.Set> sets = List.of(
                new Evaluation.Set(
                        Measured.PAPER_SET,
                        task.heldOut(),
                        settings.samples(),
                        settings.sampling(DemoSettings.PAPER_TOP_P)),
                new Evaluation.Set(Measured.RAW_SET, task.heldOut(), settings.rawSamples(), settings.sampling(1)),
                new Evaluation.Set(Measured.UNSEEN_SET, task.unseen(), 1, settings.sampling(DemoSettings.PAPER_TOP_P)));
        int all = sets.stream().mapToInt(set -> set.items().size()).sum();
        Measured measured =
                Measured.of(evaluation.run(version, sets, done -> progress.share("evaluating " + when, done, all)));
        progress.measured(when, measured);
        return measured;
    }
}
