package io.toolstream.app;

import io.toolstream.policy.model.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the committed checkpoints lie.
final class Checkpoints {
    private Checkpoints() {}

    /// The folder of a checkpoint: `checkpoints/NAME` under `TOOLSTREAM_ROOT`, or else under the working
    /// folder.
    ///
    /// @throws RefusedException if there is no model
    static Path named(String name) {
        return model(Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", "."), "app", "checkpoints", name));
    }

    /// A model's folder.
    ///
    /// @throws RefusedException if there is no model, or one of an architecture that is not supported
    static Path model(Path directory) {
        for (String file : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
            if (!Files.isRegularFile(directory.resolve(file))) {
                throw new RefusedException(
                        "%s has no %s; give a Hugging Face model folder, or make one with".formatted(directory, file)
                                + " `toolstream checkpoint base`");
            }
        }
        try {
            ModelConfig.read(directory);
        } catch (IllegalArgumentException unsupported) {
            throw new RefusedException(String.valueOf(unsupported.getMessage()));
        }
        return directory;
    }
}
