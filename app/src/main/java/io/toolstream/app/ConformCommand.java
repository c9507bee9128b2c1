package io.toolstream.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.toolstream.app.conform.VectorFile;
import io.toolstream.app.sandbox.SandboxConformance;
import io.toolstream.grading.Conformance;
import io.toolstream.grading.DapoConformance;
import io.toolstream.grading.GraderConformance;
import io.toolstream.learner.objective.LossConformance;
import io.toolstream.policy.model.ModelConformance;
import io.toolstream.policy.text.ChatConformance;
import io.toolstream.policy.text.TokenizerConformance;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `toolstream conform`: what this implementation computes from published test vectors.
@Command(
        name = "conform",
        mixinStandardHelpOptions = true,
        description = "Computes published test vectors and compares, row by row.",
        footer = {"", "Example: toolstream conform losses verl_rl_vectors.json --json"})
final class ConformCommand {
    private static final Path QWEN_BESIDE_DATA = Path.of("models", "qwen2.5_tokenizer");

    @Command(
            name = "grader",
            mixinStandardHelpOptions = true,
            description = "Whether an answer equals its reference: rows {gold, answer, equal}, or of a text function.",
            footer = {"", "Example: toolstream conform grader mathverify_cases.jsonl"})
    int grader(@Mixin ConformanceRun run) throws InterruptedException {
        return rows(run, GraderConformance::run);
    }

    @Command(
            name = "dapo",
            mixinStandardHelpOptions = true,
            description = "verl's math_dapo: rows of compute_score and of normalize_final_answer.",
            footer = {"", "Example: toolstream conform dapo verl_math_dapo_vectors.jsonl"})
    int dapo(@Mixin ConformanceRun run) throws InterruptedException {
        return rows(run, DapoConformance::run);
    }

    @Command(
            name = "losses",
            mixinStandardHelpOptions = true,
            description = "verl's core_algos: advantages, losses with their gradients, KL, entropy, whitening.",
            footer = {"", "Example: toolstream conform losses verl_rl_vectors.json"})
    int losses(@Mixin ConformanceRun run) throws InterruptedException {
        return rows(run, LossConformance::run);
    }

    @Command(
            name = "tokenizer",
            mixinStandardHelpOptions = true,
            description = "Token ids of texts: rows {text, ids}.",
            footer = {"", "Example: toolstream conform tokenizer vectors.jsonl --model qwen2.5"})
    int tokenizer(
            @Mixin ConformanceRun run,
            @Option(
                            names = "--model",
                            description = "Directory with tokenizer.json; default: models/qwen2.5_tokenizer beside"
                                    + " the folder of FILE.")
                    @Nullable Path model)
            throws InterruptedException {
        return run.report(file -> TokenizerConformance.run(tokenizerOf(model, file), file));
    }

    @Command(
            name = "chat",
            mixinStandardHelpOptions = true,
            description = "Conversations rendered by a chat template: rows {messages, tools, rendered, ids}.",
            footer = {"", "Example: toolstream conform chat vectors.jsonl --model qwen2.5"})
    int chat(
            @Mixin ConformanceRun run,
            @Option(
                            names = "--model",
                            description = "Directory with tokenizer.json and a chat template; default:"
                                    + " models/qwen2.5_tokenizer beside the folder of FILE.")
                    @Nullable Path model)
            throws InterruptedException {
        return run.report(file -> ChatConformance.run(tokenizerOf(model, file), file));
    }

    @Command(
            name = "model",
            mixinStandardHelpOptions = true,
            description = "Log-probabilities, loss, gradients, greedy tokens and AdamW steps of a Hugging Face"
                    + " directory with inputs.json, in f32.",
            footer = {"", "Example: toolstream conform model hf_qwen2_ref --json"})
    int model(@Mixin ConformanceRun run) throws InterruptedException {
        return run.report(directory -> {
            try (TorchRuntime torch = new DjlTorch()) {
                return ModelConformance.run(torch, directory);
            }
        });
    }

    @Command(
            name = "sandbox",
            mixinStandardHelpOptions = true,
            description = {
                "Recorded programs run again: rows {session, mode, code, expected_output, expected_error}.",
                "White space is not compared; of an expected error the type is. A row's earlier rows of the same"
                        + " session run before it; those that the file lacks are looked for in the recording that the"
                        + " session names, in the folder of FILE. What cannot be judged is listed with the reason."
            },
            footer = {"", "Example: toolstream conform sandbox code_blocks.jsonl"})
    int sandbox(@Mixin ConformanceRun run) throws InterruptedException {
        return run.report(file -> {
            try {
                return SandboxConformance.run(file);
            } catch (SandboxUnavailableException unavailable) {
                throw new RefusedException(String.valueOf(unavailable.getMessage()));
            }
        });
    }

    private static int rows(ConformanceRun run, Function<List<JsonNode>, Conformance> compute)
            throws InterruptedException {
        return run.report(file -> compute.apply(VectorFile.rows(file)).toJson());
    }

    private static Path tokenizerOf(@Nullable Path model, Path vectors) {
        if (model != null) {
            return model;
        }
        Path folder = vectors.toAbsolutePath().normalize().getParent();
        Path beside = folder == null ? QWEN_BESIDE_DATA : folder.resolveSibling(QWEN_BESIDE_DATA);
        if (!Files.isDirectory(beside)) {
            throw new RefusedException("no tokenizer: " + beside + " is absent; name its directory with --model");
        }
        return beside;
    }
}
