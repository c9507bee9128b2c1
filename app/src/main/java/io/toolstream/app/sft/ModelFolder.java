package io.toolstream.app.sft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.RefusedException;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The Hugging Face directory of a model that is tuned.
public final class ModelFolder {
    /// The curve of the tuning, in the folder of its result.
    public static final String CURVE = "training.json";

    private static final String CONFIG = "config.json";
    /// What goes along unchanged, where it exists.
    private static final List<String> COMPANIONS = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.jinja",
            "generation_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path source;

    /// The folder `source`, which holds a model of a supported architecture.
    public ModelFolder(Path source) {
        this.source = source;
    }

    /// Where it lies.
    public Path source() {
        return source;
    }

    /// Most tokens of a sequence, as the model's configuration states it.
    ///
    /// @throws RefusedException if that cannot be read
    public int positions() {
        try {
            return config().path("max_position_embeddings").asInt(Integer.MAX_VALUE);
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /// The model in memory; the caller closes it.
    ///
    /// @param positions longest sequence that will be used
    /// @throws RefusedException if its weights cannot be read
    Decoder open(TorchRuntime torch, int positions) {
        try {
            return Decoder.read(torch, source, positions);
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /// Writes `tuned` with its curve and all that belongs to the model to `out`, which does not exist: into a
    /// folder beside it first, so that `out` is never half a model.
    void write(Decoder tuned, JsonNode curve, Path out) throws IOException {
        Path target = out.toAbsolutePath().normalize();
        Path aside = target.resolveSibling(".%s.partial-%d"
                .formatted(target.getFileName(), ProcessHandle.current().pid()));
        try {
            tuned.write(aside);
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(aside.resolve(CONFIG).toFile(), written());
            for (String companion : COMPANIONS) {
                if (Files.isRegularFile(source.resolve(companion))) {
                    Files.copy(source.resolve(companion), aside.resolve(companion));
                }
            }
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(aside.resolve(CURVE).toFile(), curve);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            remove(aside);
        }
    }

    /// The configuration as it was, but for the type of the weights.
    private ObjectNode written() throws IOException {
        ObjectNode config = config();
        config.remove("dtype");
        return config.put("torch_dtype", "float32");
    }

    private RefusedException unreadable(IOException failure) {
        return new RefusedException(
                "%s cannot be read: %s; fetch the model again".formatted(source, failure.getMessage()));
    }

    private ObjectNode config() throws IOException {
        return (ObjectNode) JSON.readTree(source.resolve(CONFIG).toFile());
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
