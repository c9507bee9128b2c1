package io.toolstream.rollout.worker;

import io.toolstream.policy.format.ToolFormat;
import io.toolstream.policy.format.ToolMode;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.model.WeightBytes;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WeightManifest.Blob;
import io.toolstream.schemas.WeightManifest.Role;
import io.toolstream.transport.blob.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// A policy as version 0 of a run published it, ready to be played: everything comes from the log.
final class PublishedPolicy implements AutoCloseable {
    private final BlobStore store;
    private final ModelConfig config;
    private final PolicyIdentity identity;
    private final Tokenizer tokenizer;
    private final ToolFormat format;
    private final Decoder decoder;

    private PublishedPolicy(
            BlobStore store,
            ModelConfig config,
            PolicyIdentity identity,
            Tokenizer tokenizer,
            ToolFormat format,
            Decoder decoder) {
        this.store = store;
        this.config = config;
        this.identity = identity;
        this.tokenizer = tokenizer;
        this.format = format;
        this.decoder = decoder;
    }

    /// Fetches configuration, tokenizer and template of `first`, version 0, and the weights of `newest`.
    static PublishedPolicy fetch(
            TorchRuntime torch,
            BlobStore store,
            WeightManifest first,
            WeightManifest newest,
            RolloutWorkerSettings settings)
            throws IOException, InterruptedException {
        Path folder = settings.folder();
        Files.createDirectories(folder);
        Files.write(folder.resolve("config.json"), store.get(blob(first, Role.CONFIG)));
        Files.write(folder.resolve("tokenizer.json"), store.get(blob(first, Role.TOKENIZER)));
        Files.write(folder.resolve("tokenizer_config.json"), store.get(blob(first, Role.TEMPLATE)));
        ModelConfig config = ModelConfig.read(folder);
        Tokenizer tokenizer = Tokenizer.read(folder);
        ToolMode mode = settings.programs().session() ? ToolMode.SESSION : ToolMode.STATELESS;
        ToolFormat format = settings.format().over(tokenizer, ChatTemplate.read(folder), settings.instruction(), mode);
        Map<String, float[]> weights = WeightBytes.decode(config, store.get(blob(newest, Role.WEIGHTS)));
        Decoder decoder = Decoder.of(torch, config, settings.positions(), weights);
        return new PublishedPolicy(
                store, config, played(first.policy(), settings.format()), tokenizer, format, decoder);
    }

    /// A model is published without a word of how its programs are to be written: that is each worker's to say.
    private static PolicyIdentity played(PolicyIdentity published, FormatChoice format) {
        return new PolicyIdentity(
                published.modelHash(),
                published.tokenizerHash(),
                published.templateHash(),
                format.name().toLowerCase(Locale.ROOT),
                published.vocabulary());
    }

    /// The weights of another version of the same policy.
    Map<String, float[]> weights(WeightManifest manifest) throws InterruptedException {
        if (manifest.kind() != WeightManifest.Kind.KEYFRAME) {
            throw new IllegalStateException(
                    "version %d is a delta, which this build cannot apply; upgrade it".formatted(manifest.version()));
        }
        return WeightBytes.decode(config, store.get(blob(manifest, Role.WEIGHTS)));
    }

    PolicyIdentity identity() {
        return identity;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    ToolFormat format() {
        return format;
    }

    Decoder decoder() {
        return decoder;
    }

    private static Blob blob(WeightManifest manifest, Role role) {
        return manifest.blobs().stream()
                .filter(blob -> blob.role() == role)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "version %d has no blob %s; publish the run anew".formatted(manifest.version(), role)));
    }

    @Override
    public void close() {
        decoder.close();
        tokenizer.close();
    }
}
