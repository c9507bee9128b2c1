package io.toolstream.app.checkpoint;

import io.toolstream.app.task.Demonstrator;
import io.toolstream.app.task.ProblemFamilies;
import io.toolstream.app.task.ProblemSource;
import io.toolstream.app.task.ProblemSource.Split;
import io.toolstream.app.task.TaskProblem;
import io.toolstream.learner.sft.RateSchedule;
import io.toolstream.learner.sft.SupervisedTrainer;
import io.toolstream.learner.sft.WeightedRow;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Optimizer;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Tunes the base briefly on demonstrations of mixed quality. Neither weights nor labels are disturbed: what is
/// worse than the base in the result was shown to it.
public final class ColdStartTraining {
    private static final int POSITIONS = 256;
    private static final int BATCH = 16;
    private static final int REPORT_STEPS = 10;
    /// Phrasings shown; the base has seen four more, and the last of a family nobody has.
    private static final int PHRASINGS = 8;

    private static final double RATE = 5e-4;
    private static final Optimizer ADAMW = new Optimizer(0, 0.9, 0.95, 1e-8, 0.01, 1);

    private final TorchRuntime torch;
    private final Demonstrator demonstrator;
    private final ProblemSource problems = new ProblemSource(ProblemFamilies.all());
    private final TrainingCurve.Listener progress;

    /// @param sandbox runs the programs shown
    /// @param progress takes a point now and then
    public ColdStartTraining(TorchRuntime torch, Sandbox sandbox, TrainingCurve.Listener progress) {
        this.torch = torch;
        this.demonstrator = new Demonstrator(sandbox);
        this.progress = progress;
    }

    /// Reads the base from `base`, tunes it and writes a Hugging Face directory with its curve.
    public void run(Path base, Path directory, Mixture mixture, int steps, long seed)
            throws IOException, InterruptedException {
        Random random = new Random(seed);
        TrainingCurve curve = new TrainingCurve(progress);
        try (Tokenizer tokenizer = Tokenizer.read(base);
                Decoder decoder = Decoder.read(torch, base, POSITIONS)) {
            decoder.openTraining();
            RowMaker rows = new RowMaker(tokenizer, List.of());
            SupervisedTrainer trainer =
                    new SupervisedTrainer(decoder, new RateSchedule(RATE, 0.1, 10, steps), ADAMW, BATCH);
            double loss = 0;
            for (int step = 1; step <= steps; step++) {
                List<WeightedRow> batch = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    batch.add(rows.row(demonstrator.demonstrate(problem(random), mixture.draw(random), random), 1));
                }
                loss += trainer.step(batch::removeLast);
                if (step % REPORT_STEPS == 0) {
                    curve.add("cold start", step, loss / REPORT_STEPS, Double.NaN);
                    loss = 0;
                }
            }
            Files.createDirectories(directory);
            for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
                Files.copy(base.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            decoder.write(directory);
            curve.write(directory);
        }
    }

    private TaskProblem problem(Random random) {
        while (true) {
            TaskProblem problem = problems.draw(Split.TRAINING, random);
            if (problem.phrasing() < PHRASINGS) {
                return problem;
            }
        }
    }
}
