package io.toolstream.learner.program;

import io.toolstream.policy.model.ModelConfig;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/// The files of a model folder: what a run is declared with, and what version 0 publishes.
public final class ModelFiles {
    static final String CONFIG = "config.json";
    static final String TOKENIZER = "tokenizer.json";
    static final String TEMPLATE = "tokenizer_config.json";

    private static final String WEIGHTS = "model.safetensors";
    private static final String FORMAT = "retool";
    private static final int BLOCK = 1 << 20;

    private ModelFiles() {}

    /// Who the policy of `folder` is.
    ///
    /// @throws IllegalArgumentException if a file is absent, or the model is of another architecture
    public static PolicyIdentity identity(Path folder) throws IOException {
        int vocabulary = ModelConfig.read(folder).vocabulary();
        return new PolicyIdentity(
                hash(folder, WEIGHTS), hash(folder, TOKENIZER), hash(folder, TEMPLATE), FORMAT, vocabulary);
    }

    private static String hash(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "%s cannot be read; learner.model must be a Hugging Face folder that holds %s, %s, %s and %s"
                            .formatted(file, CONFIG, WEIGHTS, TOKENIZER, TEMPLATE));
        }
        MessageDigest digest = Sha256.digest();
        try (InputStream content = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            for (int read = content.read(block); read >= 0; read = content.read(block)) {
                digest.update(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
