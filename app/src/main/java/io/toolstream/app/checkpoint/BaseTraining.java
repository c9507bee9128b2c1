package io.toolstream.app.checkpoint;

import io.toolstream.app.task.Demonstrator;
import io.toolstream.app.task.Part;
import io.toolstream.app.task.ProblemFamilies;
import io.toolstream.app.task.ProblemSource;
import io.toolstream.app.task.ProblemSource.Split;
import io.toolstream.app.task.RetoolText;
import io.toolstream.app.task.TaskProblem;
import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.learner.sft.SupervisedTrainer;
import io.toolstream.learner.sft.WeightedRow;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.model.Optimizer;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.text.Vocabulary;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Trains the base from nothing: a tokenizer, a copying drill, then right programs only.
public final class BaseTraining {
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{2,}");
    private static final int POSITIONS = 256;
    private static final int VOCABULARY = 1_152;
    private static final int TOKENIZER_TEXTS = 4_000;
    private static final int LEAST_PAIRS = 5;
    private static final int BATCH = 16;
    private static final int DRILL_TOKENS = 96;
    private static final float DIGIT_WEIGHT = 3;
    private static final int REPORT_STEPS = 50;
    private static final int KEEP_STEPS = 400;
    private static final Optimizer ADAMW = new Optimizer(0, 0.9, 0.95, 1e-8, 0.01, 1);

    private final TorchRuntime torch;
    private final Sandbox sandbox;
    private final ProblemSource problems = new ProblemSource(ProblemFamilies.all());
    private final TrainingCurve.Listener progress;

    /// @param sandbox runs the programs shown
    /// @param progress takes a point now and then
    public BaseTraining(TorchRuntime torch, Sandbox sandbox, TrainingCurve.Listener progress) {
        this.torch = torch;
        this.sandbox = sandbox;
        this.progress = progress;
    }

    /// Trains and writes a Hugging Face directory.
    ///
    /// @param drillSteps of copying
    /// @param steps of right programs
    public void run(Path directory, int drillSteps, int steps, long seed) throws IOException, InterruptedException {
        List<TaskProblem> sample = new ArrayList<>();
        Random random = new Random(seed);
        TrainingCurve curve = new TrainingCurve(progress);
        for (int i = 0; i < TOKENIZER_TEXTS; i++) {
            sample.add(problems.draw(Split.TRAINING, random));
        }
        Vocabulary vocabulary = new BpeTrainer(VOCABULARY, LEAST_PAIRS, RetoolText.MARKERS).train(texts(sample));
        vocabulary.write(directory);
        try (Tokenizer tokenizer = Tokenizer.read(directory)) {
            ModelConfig config = new ModelConfig(vocabulary.size(), 128, 512, 5, 4, 2, 1e-6, 10_000, true);
            RowMaker rows = new RowMaker(tokenizer, words(sample));
            try (Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, seed)) {
                decoder.openTraining();
                drill(decoder, rows, drillSteps, random, curve);
                learn(decoder, rows, tokenizer.encode("<code>")[0], steps, random, curve, directory);
                keep(decoder, curve, directory);
            }
        }
    }

    private void drill(Decoder decoder, RowMaker rows, int steps, Random random, TrainingCurve curve) {
        SupervisedTrainer trainer = new SupervisedTrainer(decoder, new RateSchedule(2e-3, 1, 50, steps), ADAMW, BATCH);
        double loss = 0;
        for (int step = 1; step <= steps; step++) {
            loss += trainer.step(() -> rows.drill(DRILL_TOKENS, random));
            if (step % REPORT_STEPS == 0) {
                curve.add("drill", step, loss / REPORT_STEPS, Double.NaN);
                loss = 0;
            }
        }
    }

    private void learn(
            Decoder decoder, RowMaker rows, long opening, int steps, Random random, TrainingCurve curve, Path directory)
            throws InterruptedException, IOException {
        Demonstrator demonstrator = new Demonstrator(sandbox);
        List<WeightedRow> heldOut = new ArrayList<>();
        Random test = new Random(random.nextLong());
        for (int i = 0; i < 60; i++) {
            heldOut.add(rows.row(
                    demonstrator.demonstrate(problems.draw(Split.HELD_OUT, test), Demonstrator.Kind.RIGHT, test), 1));
        }
        SupervisedTrainer trainer =
                new SupervisedTrainer(decoder, new RateSchedule(2e-3, 0.05, 50, steps), ADAMW, BATCH);
        double loss = 0;
        for (int step = 1; step <= steps; step++) {
            List<WeightedRow> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                TaskProblem problem = problems.draw(Split.TRAINING, random);
                List<Part> parts = demonstrator.demonstrate(problem, Demonstrator.Kind.RIGHT, random);
                batch.add(rows.row(parts, DIGIT_WEIGHT));
            }
            loss += trainer.step(batch::removeLast);
            if (step % REPORT_STEPS == 0) {
                curve.add("base", step, loss / REPORT_STEPS, probability(decoder, heldOut, opening));
                loss = 0;
            }
            if (step % KEEP_STEPS == 0) {
                keep(decoder, curve, directory);
            }
        }
    }

    private static void keep(Decoder decoder, TrainingCurve curve, Path directory) throws IOException {
        decoder.write(directory);
        curve.write(directory);
    }

    /// Mean probability that a row's policy tokens after the opening sentence are sampled just so.
    private static double probability(Decoder decoder, List<WeightedRow> rows, long opening) {
        double sum = 0;
        for (WeightedRow row : rows) {
            float[] scores = decoder.score(new long[][] {row.ids()});
            double log = 0;
            boolean opened = false;
            for (int t = 1; t < row.ids().length; t++) {
                opened = opened || row.ids()[t] == opening;
                log += opened && row.weights()[t] > 0 ? scores[t - 1] : 0;
            }
            sum += Math.exp(log);
        }
        return sum / rows.size();
    }

    private static List<String> texts(List<TaskProblem> problems) {
        List<String> texts = new ArrayList<>();
        for (TaskProblem problem : problems) {
            texts.add(RetoolText.prompt(problem.question()));
            texts.add("I will compute this with code." + RetoolText.code(problem.right()));
            texts.add("Let me write code for it."
                    + RetoolText.code(problem.flawed().getFirst()));
            texts.add("By mental arithmetic I go through the steps one by one. That failed. I write it again.");
            texts.add(RetoolText.interpreter("Error: NameError") + RetoolText.answer("123"));
        }
        return texts;
    }

    private static List<String> words(List<TaskProblem> problems) {
        TreeSet<String> words = new TreeSet<>();
        for (TaskProblem problem : problems) {
            WORD.matcher(problem.question()).results().forEach(word -> words.add(" " + word.group()));
        }
        return List.copyOf(words);
    }
}
