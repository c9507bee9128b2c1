package io.toolstream.app.single;

import io.toolstream.app.task.Demonstrator;
import io.toolstream.app.task.ProblemFamilies;
import io.toolstream.app.task.ProblemSource;
import io.toolstream.app.task.ProblemSource.Split;
import io.toolstream.app.task.TaskProblem;
import io.toolstream.grading.RewardPresets;
import io.toolstream.learner.objective.GroupAdvantage;
import io.toolstream.learner.policy.PolicyRow;
import io.toolstream.learner.policy.PolicyTrainer;
import io.toolstream.learner.policy.UpdateReport;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Optimizer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.rollout.engine.Engine;
import io.toolstream.rollout.engine.EngineSettings;
import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.rollout.engine.ProgramRule;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Draws, plays, grades, trains and swaps, one after the other. Everything but the queues is what the streams use.
public final class SingleRun implements AutoCloseable {
    private static final int TRAINING_STREAM = 0;
    private static final int EVALUATION_STREAM = 1 << 20;
    private static final Limits LIMITS = Limits.USUAL.withWall(Duration.ofSeconds(5));

    private final SingleSettings settings;
    private final ProblemSource problems = new ProblemSource(ProblemFamilies.all());
    private final Demonstrator answers;
    private final Random random;
    private final Tokenizer tokenizer;
    private final Decoder acting;
    private final Decoder learning;
    private final ExecutorService callers;
    private final Engine engine;
    private final Player player;
    private final PolicyTrainer trainer;

    /// Reads the policy from `model`.
    ///
    /// @param seed of problems and samples
    public SingleRun(TorchRuntime torch, Sandbox sandbox, Path model, SingleSettings settings, long seed)
            throws IOException {
        this.settings = settings;
        this.answers = new Demonstrator(sandbox);
        this.random = new Random(seed);
        this.tokenizer = Tokenizer.read(model);
        this.acting = Decoder.read(torch, model, settings.positions());
        this.learning = Decoder.read(torch, model, settings.positions());
        this.callers = Executors.newVirtualThreadPerTaskExecutor();
        RetoolFormat format = new RetoolFormat(tokenizer, new ChatTemplate(ChatTemplate.PLAIN), "");
        this.engine = new Engine(
                acting,
                format,
                new EngineSettings(
                        settings.tools(),
                        settings.slots(),
                        settings.positions(),
                        Set.of(),
                        ProgramRule.stateless(Echo.AST, LIMITS),
                        Demonstrator.OBSERVATION),
                (_, _, program) -> CompletableFuture.supplyAsync(() -> run(sandbox, program), callers));
        this.player = new Player(engine, format, tokenizer, RewardPresets.paper(), settings);
        learning.openTraining();
        this.trainer = new PolicyTrainer(learning, settings.clip(), settings.budget());
    }

    private static ProgramResult run(Sandbox sandbox, Program program) {
        try {
            return sandbox.run(program);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program ran", interruption);
        }
    }

    /// Trains for the settings' steps.
    public List<StepReport> train(Consumer<StepReport> progress) throws InterruptedException {
        long began = System.nanoTime();
        List<StepReport> reports = new ArrayList<>();
        for (int step = 0; step < settings.steps(); step++) {
            List<Question> questions = draw(Split.TRAINING, settings.groups());
            long playing = System.nanoTime();
            List<List<Graded>> played =
                    player.play(questions, settings.samples(), 1, 1, TRAINING_STREAM + random.nextInt(1 << 20));
            double playSeconds = (System.nanoTime() - playing) / 1e9;
            UpdateReport update = trainer.update(
                    rows(questions, played), new Optimizer(settings.rate().at(step), 0.9, 0.99, 1e-8, 0, 1));
            engine.swap(learning, step + 1);
            StepReport report = StepReport.of(step + 1, played, update, playSeconds, (System.nanoTime() - began) / 1e9);
            reports.add(report);
            progress.accept(report);
        }
        return List.copyOf(reports);
    }

    /// Asks `count` held-out problems drawn from `seed`, `samples` times each.
    public EvaluationReport evaluate(Split split, int count, int samples, float topP, long seed)
            throws InterruptedException {
        Random held = new Random(seed);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TaskProblem problem = problems.draw(split, held);
            questions.add(new Question(problem, answers.answer(problem)));
        }
        List<List<Graded>> played = player.play(questions, samples, 1, topP, EVALUATION_STREAM);
        return EvaluationReport.of(questions, played, samples, player.transcripts(questions, played));
    }

    /// Writes the policy as trained so far.
    public void write(Path directory) throws IOException {
        learning.write(directory);
    }

    private List<Question> draw(Split split, int count) throws InterruptedException {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TaskProblem problem = problems.draw(split, random);
            questions.add(new Question(problem, answers.answer(problem)));
        }
        return questions;
    }

    private List<PolicyRow> rows(List<Question> questions, List<List<Graded>> played) {
        List<PolicyRow> rows = new ArrayList<>();
        for (int index = 0; index < played.size(); index++) {
            List<Graded> group = played.get(index);
            double[] rewards = group.stream().mapToDouble(Graded::reward).toArray();
            if (group.isEmpty() || GroupAdvantage.noSignal(rewards)) {
                continue;
            }
            double[] advantages = GroupAdvantage.grpo(rewards);
            long[] prompt = player.prompt(questions.get(index), settings.tools());
            for (int sample = 0; sample < group.size(); sample++) {
                rows.add(row(prompt, group.get(sample).sample(), advantages[sample]));
            }
        }
        return rows;
    }

    private static PolicyRow row(long[] prompt, PlayedSample sample, double advantage) {
        int length = prompt.length + sample.response().length;
        long[] ids = new long[length];
        boolean[] byPolicy = new boolean[length];
        float[] behaviour = new float[length];
        System.arraycopy(prompt, 0, ids, 0, prompt.length);
        System.arraycopy(sample.response(), 0, ids, prompt.length, sample.response().length);
        System.arraycopy(sample.byPolicy(), 0, byPolicy, prompt.length, sample.byPolicy().length);
        System.arraycopy(sample.logProbabilities(), 0, behaviour, prompt.length, sample.logProbabilities().length);
        return new PolicyRow(ids, byPolicy, behaviour, advantage);
    }

    @Override
    public void close() {
        callers.close();
        engine.close();
        acting.close();
        learning.close();
        tokenizer.close();
    }
}
