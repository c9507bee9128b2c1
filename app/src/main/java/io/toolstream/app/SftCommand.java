package io.toolstream.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.data.BrokenDatasetException;
import io.toolstream.app.data.ConversationRows;
import io.toolstream.app.sft.ModelFolder;
import io.toolstream.app.sft.SftReport;
import io.toolstream.app.sft.SftRows;
import io.toolstream.app.sft.SftRun;
import io.toolstream.learner.sft.ConversationEncoder;
import io.toolstream.learner.sft.LossNotFiniteException;
import io.toolstream.learner.sft.TuningSettings;
import io.toolstream.policy.format.ToolMode;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.rollout.worker.FormatChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `toolstream sft`.
@Command(
        name = "sft",
        mixinStandardHelpOptions = true,
        description = {
            "Tunes a model on conversations: the cold start before reinforcement learning.",
            "Learnt is what the assistant writes and the end of its turns; prompts and the outputs of programs are"
                    + " masked. Exit code 2 when a model, a line or an option is refused, 1 when the loss is no number"
                    + " any more or the result cannot be written."
        },
        footer = {
            "",
            "Example: toolstream sft --model Qwen2.5-0.5B-Instruct --data retool-sft.jsonl --out cold-start --epochs 2"
        })
final class SftCommand implements Callable<Integer> {
    private static final int NAMED = 20;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face folder to start from.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Conversations, one JSON object a line: {\"messages\": [{\"role\": \"user\", \"content\":"
                    + " \"...\"}, ...]} or ShareGPT's conversations with from and value; *.parquet likewise.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Hugging Face folder to write, with training.json; must not exist.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--validation", paramLabel = "FILE", description = "Conversations that only measure the loss.")
    private @Nullable Path validation;

    @Option(
            names = "--format",
            description = "How programs are written: retool or hermes; as rollout.format. Default retool.")
    private FormatChoice format = FormatChoice.RETOOL;

    @Option(
            names = "--instruction",
            paramLabel = "TEXT",
            description = "Written before the first question where it does not stand; as rollout.instruction.")
    private String instruction = "";

    @Option(
            names = "--session",
            description = "State in the prompt that a program sees what the earlier ones have defined; as"
                    + " rollout.session.")
    private boolean session;

    @Option(names = "--epochs", defaultValue = "2", paramLabel = "N", description = "Default ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--rate",
            defaultValue = "1e-5",
            paramLabel = "R",
            description = "Peak learning rate, after a tenth of the steps; falls to 0. Default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--batch", defaultValue = "16", paramLabel = "B", description = "Default ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--token-budget",
            defaultValue = "8192",
            paramLabel = "N",
            description = "Most tokens in memory at once, padding included. Default ${DEFAULT-VALUE}.")
    private int budget;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Of the order of the rows.")
    private long seed;

    @Option(
            names = "--positions",
            paramLabel = "P",
            description = "Most tokens of a conversation; default: as many as the model has.")
    private @Nullable Integer positions;

    @Option(
            names = "--lenient",
            description = "Leave conversations out that are too long or that the format could not have played, naming"
                    + " them.")
    private boolean lenient;

    @Mixin
    private final Reporting reporting = new Reporting();

    @Override
    public Integer call() {
        ModelFolder folder = new ModelFolder(Checkpoints.model(model));
        requireFresh(out);
        TuningSettings settings = settings();
        SftRows rows = rows(folder);
        try (TorchRuntime torch = new DjlTorch()) {
            SftReport report =
                    new SftRun(torch, settings, System::nanoTime, reporting::progress).run(folder, rows, out);
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("model", model.toString())
                    .put("data", data.toString())
                    .put("out", out.toString())
                    .put("format", format.name().toLowerCase(Locale.ROOT));
            reporting.answer(object.setAll(report.json()), report.lines());
            return 0;
        } catch (LossNotFiniteException tunedToDeath) {
            reporting.progress("toolstream sft: " + tunedToDeath.getMessage());
            return 1;
        } catch (IOException unwritten) {
            reporting.progress(
                    "toolstream sft: %s cannot be written: %s; give a folder with room".formatted(out, unwritten));
            return 1;
        }
    }

    private TuningSettings settings() {
        if (format != FormatChoice.RETOOL && !instruction.isEmpty()) {
            throw new RefusedException("--instruction goes with --format retool; leave it out");
        }
        try {
            return new TuningSettings(epochs, rate, batch, budget, seed);
        } catch (IllegalArgumentException illegal) {
            throw new RefusedException(String.valueOf(illegal.getMessage()));
        }
    }

    private SftRows rows(ModelFolder folder) {
        try (Tokenizer tokenizer = tokenizer()) {
            ConversationEncoder encoder = encoder(tokenizer);
            int most = most(folder.positions());
            ConversationRows training = read(data, encoder, most);
            return new SftRows(training, validation == null ? SftRows.NONE : read(validation, encoder, most));
        }
    }

    private Tokenizer tokenizer() {
        try {
            Tokenizer tokenizer = Tokenizer.read(model);
            int vocabulary = ModelConfig.read(model).vocabulary();
            if (tokenizer.size() <= vocabulary) {
                return tokenizer;
            }
            tokenizer.close();
            throw new RefusedException(
                    "%s has a tokenizer of %d ids and a model of %d; fetch the tokenizer that belongs"
                                    .formatted(model, tokenizer.size(), vocabulary)
                            + " to the model");
        } catch (IllegalArgumentException unsuitable) {
            throw new RefusedException(String.valueOf(unsuitable.getMessage()));
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private ConversationEncoder encoder(Tokenizer tokenizer) {
        try {
            ChatTemplate template = ChatTemplate.read(model);
            ToolMode mode = session ? ToolMode.SESSION : ToolMode.STATELESS;
            return new ConversationEncoder(tokenizer, template, format.over(tokenizer, template, instruction, mode));
        } catch (IllegalArgumentException unsuitable) {
            throw new RefusedException(String.valueOf(unsuitable.getMessage()));
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private RefusedException unreadable(IOException failure) {
        return new RefusedException(
                "%s cannot be read: %s; fetch the model again".formatted(model, failure.getMessage()));
    }

    private int most(int ofModel) {
        if (positions == null) {
            return ofModel;
        }
        if (positions < 2 || positions > ofModel) {
            throw new RefusedException(
                    "--positions is %d; give 2 to %d, which is what %s has".formatted(positions, ofModel, model));
        }
        return positions;
    }

    private ConversationRows read(Path file, ConversationEncoder encoder, int most) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedException(file + " is no file; give a file with conversations");
        }
        try {
            ConversationRows rows = ConversationRows.read(file, encoder, most, lenient);
            List<String> leftOut = rows.leftOut();
            leftOut.stream().limit(NAMED).forEach(one -> reporting.progress("left out: " + one));
            if (leftOut.size() > NAMED) {
                reporting.progress("left out: %d more".formatted(leftOut.size() - NAMED));
            }
            return rows;
        } catch (BrokenDatasetException broken) {
            throw new RefusedException(String.valueOf(broken.getMessage()));
        } catch (IOException unreadable) {
            throw new RefusedException(file + " cannot be read: " + unreadable.getMessage());
        }
    }

    private static void requireFresh(Path out) {
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException(out + " exists already; remove it or give another folder to write");
        }
        Path parent = out.toAbsolutePath().normalize().getParent();
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new RefusedException(
                    "%s cannot be written, because %s is no folder that can; make it first".formatted(out, parent));
        }
    }
}
