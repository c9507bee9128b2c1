package io.toolstream.learner.program;

import io.toolstream.policy.model.ModelConfig;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files of a model folder that version 0 publishes besides the weights.
final class ModelFiles {
    static final String CONFIG = "config.json";
    static final String TOKENIZER = "tokenizer.json";
    static final String TEMPLATE = "tokenizer_config.json";

    private static final String FORMAT = "retool";

    private ModelFiles() {}

    /// Who the policy is.
    ///
    /// @param weightsHash of version 0
    /// @throws IllegalArgumentException if a file is absent
    static PolicyIdentity identity(Path folder, String weightsHash) throws IOException {
        return new PolicyIdentity(
                weightsHash,
                Sha256.of(required(folder, TOKENIZER)),
                Sha256.of(required(folder, TEMPLATE)),
                FORMAT,
                ModelConfig.read(folder).vocabulary());
    }

    private static byte[] required(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "%s cannot be read; learner.model must be a Hugging Face folder that holds %s, %s and %s"
                            .formatted(file, CONFIG, TOKENIZER, TEMPLATE));
        }
        return Files.readAllBytes(file);
    }
}
